package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.log.LogStore;
import p2pchat.log.MemoryLogStore;
import p2pchat.log.MessageLog;
import p2pchat.log.MessageLogActor;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.HistoryEntry;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Restrictions;
import p2pchat.model.Uid;

class ChatLogAdapterTest {

    private final MemoryLogStore store = new MemoryLogStore(new Uid(new UUID(0, 1)));

    private static ChatMessage message(int seq) {
        return TestMessages.create(
                MessageId.at(seq, new Random(seq)),
                new MessageKey(new NodeId(1), seq),
                Optional.empty(),
                List.of(),
                seq,
                seq,
                ChatMessage.Kind.TEXT,
                "line " + seq,
                Optional.empty());
    }

    private void holds(int seq, boolean delivered) {
        LogStore.Entry entry = new LogStore.Entry(message(seq), delivered, OrderMark.PLAIN);
        store.append(new LogStore.Batch(List.of(entry), List.of(), List.of(), Optional.empty()));
    }

    private static void answer(TestInbox<MessageLogActor.Command> actor, Restrictions restrictions) {
        MessageLogActor.GetLog asked = (MessageLogActor.GetLog) actor.receiveMessage();
        MemoryLogStore restricted = new MemoryLogStore(new Uid(new UUID(0, 2)));
        restricted.restrict(restrictions);
        asked.reply().complete(MessageLog.of(restricted.summaryNow()));
    }

    /** Admins and owners delete messages of others; members do not (attack 37). */
    @Test
    void onlyAdminsDeleteMessagesOfOthers() {
        holds(1, true);
        NodeId self = new NodeId(2);
        TestInbox<MessageLogActor.Command> actor = TestInbox.create();
        ChatLogAdapter log = new ChatLogAdapter(new NetworkName("ops"), actor.getRef(), store, store.summaryNow());
        MessageDraft.Delete delete = new MessageDraft.Delete(message(1).id());
        CompletableFuture<DeliveredMessage> refused = log.write(self, delete).toCompletableFuture();
        answer(actor, Restrictions.of(Map.of(), Map.of(self, 0L)));
        assertThat(refused).isCompletedExceptionally();
        assertThatThrownBy(refused::join)
                .satisfies(e -> assertThat(ProblemException.find(e))
                        .contains(new Problem.NotAuthor(message(1).id())));
        log.write(self, delete);
        answer(actor, Restrictions.of(Map.of(), Map.of(self, MessageKey.MAX_SEQ)));
        assertThat(((MessageLogActor.Write) actor.receiveMessage()).draft().about())
                .contains(message(1).ref());
        CompletableFuture<DeliveredMessage> edit =
                log.write(self, new MessageDraft.Edit(message(1).id(), "mine")).toCompletableFuture();
        assertThatThrownBy(edit::join)
                .satisfies(e -> assertThat(ProblemException.find(e))
                        .contains(new Problem.NotAuthor(message(1).id())));
    }

    /** Messages that arrived between start and admission are already displayed. */
    @Test
    void newestReturnsOnlyMessagesDeliveredBeforeStart() {
        holds(1, true);
        holds(2, true);
        holds(4, false);
        TestInbox<MessageLogActor.Command> actor = TestInbox.create();
        ChatLogAdapter log = new ChatLogAdapter(new NetworkName("ops"), actor.getRef(), store, store.summaryNow());
        holds(3, true);
        assertThat(log.newest(10).toCompletableFuture().join())
                .extracting(HistoryEntry::message)
                .containsExactly(message(1), message(2));
        assertThat(log.heldAtStart(message(4).key())).isTrue();
        assertThat(log.heldAtStart(message(3).key())).isFalse();
    }
}
