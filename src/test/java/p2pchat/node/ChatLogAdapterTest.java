package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.log.LogStore;
import p2pchat.log.MemoryLogStore;
import p2pchat.log.MessageLogActor;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryEntry;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
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

    /** Messages that arrived between start and admission are already displayed. */
    @Test
    void newestReturnsOnlyMessagesDeliveredBeforeStart() {
        holds(1, true);
        holds(2, true);
        holds(4, false);
        TestInbox<MessageLogActor.Command> actor = TestInbox.create();
        ChatLogAdapter log = new ChatLogAdapter(actor.getRef(), store, store.summaryNow());
        holds(3, true);
        assertThat(log.newest(10).toCompletableFuture().join())
                .extracting(HistoryEntry::message)
                .containsExactly(message(1), message(2));
        assertThat(log.heldAtStart(message(4).key())).isTrue();
        assertThat(log.heldAtStart(message(3).key())).isFalse();
    }
}
