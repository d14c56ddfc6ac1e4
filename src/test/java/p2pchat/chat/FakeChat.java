package p2pchat.chat;

import static p2pchat.chat.TestMembers.id;
import static p2pchat.chat.TestMembers.message;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import p2pchat.chat.UnaryMessages.RelayAnswer;
import p2pchat.chat.UnaryMessages.RelayRequest;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveryReport;
import p2pchat.model.MemberId;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;

/** The {@link ChatActor} of n1, a newcomer, with time, log, streams and calls controlled by the test. */
final class FakeChat implements AutoCloseable {

    final FakeChatLog log = new FakeChatLog();
    final FakeExchanges exchanges = new FakeExchanges();
    final FakeUnaryMessages unaryMessages = new FakeUnaryMessages();
    final BlockingQueue<Set<NodeId>> unreached = new LinkedBlockingQueue<>();
    final BlockingQueue<MemberId> verified = new LinkedBlockingQueue<>();
    private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(testKit.system());
    private final AtomicLong clock = new AtomicLong(1_000);
    private final ActorRef<ChatActor.Command> actor = testKit.spawn(ChatActor.create(
            id(1),
            Ranges.NONE,
            Map.of(),
            true,
            Map.of(),
            new ChatActor.Ports(
                    log,
                    exchanges,
                    unaryMessages,
                    verified::add,
                    unreached::add,
                    event -> {},
                    gap -> {},
                    clock::get,
                    () -> 77),
            new Random(1)));

    void tell(ChatActor.Command command) {
        actor.tell(command);
    }

    MessageId say(String text) throws Exception {
        CompletableFuture<MessageId> accepted = new CompletableFuture<>();
        tell(new ChatActor.Say(new MessageDraft.Text(text), accepted));
        return get(accepted);
    }

    /** Returns when the actor and its relay have handled all earlier commands. */
    void settle() throws Exception {
        deliveryReport(1);
        ChatMessage others = message(9, 1);
        CompletableFuture<RelayAnswer> refused = new CompletableFuture<>();
        RelayRequest notByAuthor = new RelayRequest(others.key(), others.id(), Optional.empty(), List.of());
        tell(new ChatActor.RelayRequested(id(8), notByAuthor, refused));
        get(refused);
    }

    DeliveryReport deliveryReport(long seq) throws Exception {
        CompletableFuture<DeliveryReport> found = new CompletableFuture<>();
        tell(new ChatActor.Trace(seq, found));
        return get(found);
    }

    /** Lets time pass in steps short enough for every check. */
    void pass(Duration duration) throws Exception {
        Duration step = RelayRequests.CHECK_EVERY;
        for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; passed = passed.plus(step)) {
            clock.addAndGet(step.toMillis());
            time.timePasses(step);
            settle();
        }
    }

    void stop() {
        testKit.stop(actor);
    }

    @Override
    public void close() {
        testKit.shutdownTestKit();
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(5, TimeUnit.SECONDS);
    }
}
