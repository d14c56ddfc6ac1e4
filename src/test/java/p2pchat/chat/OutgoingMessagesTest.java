package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.id;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.view;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveryReport;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.SyncDisplay;
import p2pchat.model.VersionVector;

/** n1 starts in a group with n2, with one own message in its log (H11). */
class OutgoingMessagesTest {

    private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(testKit.system());
    private final FakeChatLog log = new FakeChatLog();
    private final FakeExchanges exchanges = new FakeExchanges();
    private final List<NodeId> waiters = Collections.synchronizedList(new ArrayList<>());
    private ActorRef<ChatActor.Command> chat;
    private CompletableFuture<MessageId> first;
    private CompletableFuture<MessageId> second;
    private FakeExchanges.Stream stream;

    @BeforeEach
    void joinAndSay() throws Exception {
        log.rows.put(message(1, 1).key(), message(1, 1));
        chat = testKit.spawn(ChatActor.create(
                id(1),
                Ranges.upTo(1),
                Map.of(),
                false,
                Map.of(),
                new ChatActor.Ports(
                        log,
                        exchanges,
                        new FakeUnaryMessages(),
                        verified -> {},
                        unreached -> {},
                        event -> {},
                        waiters::add,
                        () -> 0,
                        () -> 0),
                new Random(1)));
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        first = say("first");
        second = say("second");
        stream = exchanges.nextStream();
        settle();
    }

    @AfterEach
    void shutdown() {
        testKit.shutdownTestKit();
    }

    @Test
    void waitForMembersAnswers() throws Exception {
        assertThat(first).isNotDone();
        stream.has(Ranges.upTo(1));
        looks();
        first.get(5, TimeUnit.SECONDS);
        second.get(5, TimeUnit.SECONDS);
        assertThat(log.rows.get(message(1, 2).key()).text()).isEqualTo("first");
        assertThat(log.rows.get(message(1, 3).key()).text()).isEqualTo("second");
    }

    @Test
    void waitForMissingMessages() throws Exception {
        stream.has(Ranges.upTo(3));
        looks();
        assertThat(first).isNotDone();
        assertThat(log.skippedUpTo).isEqualTo(3);
        assertThat(waiters).containsExactly(node(2));

        log.rows.put(message(1, 2).key(), message(1, 2));
        log.rows.put(message(1, 3).key(), message(1, 3));
        looks();
        first.get(5, TimeUnit.SECONDS);
        assertThat(log.rows.get(message(1, 4).key()).text()).isEqualTo("first");
    }

    /** Missing own messages arrive while the log is being checked, so it is checked again (H11). */
    @Test
    void sendsMessagesRestoredDuringCheck() throws Exception {
        stream.has(Ranges.upTo(1));
        looks();
        second.get(5, TimeUnit.SECONDS);
        assertThat(stream.next().get(5, TimeUnit.SECONDS)).hasSize(2);
        CompletableFuture<Void> answers = new CompletableFuture<>();
        log.slowHeld = answers;
        comesBack(7);
        comesBack(8);
        log.slowHeld = null;
        answers.complete(null);
        List<ChatMessage> sent = new ArrayList<>();
        while (!sent.contains(message(1, 8))) { // in one batch or in two
            sent.addAll(stream.next().get(5, TimeUnit.SECONDS));
        }
        assertThat(sent).contains(message(1, 7));
    }

    private void comesBack(long seq) throws Exception {
        CompletableFuture<Boolean> waiting = new CompletableFuture<>();
        chat.tell(new ChatActor.Synced(List.of(message(1, seq)), VersionVector.EMPTY, SyncDisplay.SILENT, waiting));
        log.nextBatch().commits();
        waiting.get(5, TimeUnit.SECONDS);
        for (int i = 0; i < 2; i++) { // including what it then told itself
            CompletableFuture<DeliveryReport> reached = new CompletableFuture<>();
            chat.tell(new ChatActor.Trace(1, reached));
            reached.get(5, TimeUnit.SECONDS);
        }
    }

    private CompletableFuture<MessageId> say(String text) {
        CompletableFuture<MessageId> accepted = new CompletableFuture<>();
        chat.tell(new ChatActor.Say(new MessageDraft.Text(text), accepted));
        return accepted;
    }

    private void looks() throws Exception {
        settle();
        time.timePasses(SequenceRecovery.CHECK_EVERY);
        settle();
    }

    /** Returns when the actor has handled all earlier commands and those it then sent to itself. */
    private void settle() throws Exception {
        for (int i = 0; i < 2; i++) {
            CompletableFuture<Ranges> held = new CompletableFuture<>();
            chat.tell(new ChatActor.HelloReceived(id(9), held));
            held.get(5, TimeUnit.SECONDS);
        }
    }
}
