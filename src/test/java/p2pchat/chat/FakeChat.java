package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.id;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
import java.util.function.LongSupplier;
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
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.NetworkEvent.Said;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/**
 * The {@link ChatActor} of n1, with time, log, streams and calls controlled by the test. It starts with the first
 * command, as a newcomer unless the log holds messages of n1 by then.
 */
final class FakeChat implements AutoCloseable {

    final FakeChatLog log = new FakeChatLog();
    final FakeExchanges exchanges = new FakeExchanges();
    final FakeUnaryMessages unaryMessages = new FakeUnaryMessages();
    final BlockingQueue<Set<NodeId>> unreached = new LinkedBlockingQueue<>();
    final BlockingQueue<MemberId> verified = new LinkedBlockingQueue<>();
    final BlockingQueue<NetworkEvent> events = new LinkedBlockingQueue<>();
    final List<NodeId> gaps = Collections.synchronizedList(new ArrayList<>());
    private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(testKit.system());
    private final AtomicLong now = new AtomicLong(1_000);
    private Optional<ActorRef<ChatActor.Command>> actor = Optional.empty();

    LongSupplier clock = now::get;

    private ActorRef<ChatActor.Command> start() {
        Ranges held = log.held(node(1)).toCompletableFuture().join();
        return testKit.spawn(ChatActor.create(
                id(1),
                held,
                Map.of(),
                held.isEmpty(),
                Map.of(node(1), new Nick("nick1"), node(2), new Nick("bob")),
                new ChatActor.Ports(
                        log,
                        exchanges,
                        unaryMessages,
                        verified::add,
                        unreached::add,
                        events::add,
                        gaps::add,
                        clock,
                        () -> 77),
                new Random(1)));
    }

    void tell(ChatActor.Command command) {
        ActorRef<ChatActor.Command> running = actor.orElseGet(this::start);
        actor = Optional.of(running);
        running.tell(command);
    }

    /** The leader reports an empty history. */
    void noHistory() {
        tell(new ChatActor.HistoryKnown(VersionVector.EMPTY, 0));
        tell(new ChatActor.Replay(0, 0));
    }

    MessageId say(String text) throws Exception {
        return get(sayAsync(text));
    }

    CompletableFuture<MessageId> sayAsync(String text) {
        CompletableFuture<MessageId> accepted = new CompletableFuture<>();
        tell(new ChatActor.Say(new MessageDraft.Text(text), accepted));
        return accepted;
    }

    CompletableFuture<ChatActor.Ack> arrive(ChatMessage... messages) {
        return arriveFrom(2, messages);
    }

    CompletableFuture<ChatActor.Ack> arriveFrom(int member, ChatMessage... messages) {
        CompletableFuture<ChatActor.Ack> ack = new CompletableFuture<>();
        tell(new ChatActor.Arrived(id(member), List.of(messages), ack));
        return ack;
    }

    CompletableFuture<Ranges> hello(MemberId from) {
        CompletableFuture<Ranges> held = new CompletableFuture<>();
        tell(new ChatActor.HelloReceived(from, held));
        return held;
    }

    NetworkEvent event() throws InterruptedException {
        NetworkEvent event = events.poll(5, TimeUnit.SECONDS);
        assertThat(event).as("an event").isNotNull();
        return event;
    }

    Said said() throws InterruptedException {
        return (Said) event();
    }

    Delivery delivery() throws InterruptedException {
        return (Delivery) event();
    }

    DeliveryReport deliveryReport(long seq) throws Exception {
        CompletableFuture<DeliveryReport> found = new CompletableFuture<>();
        tell(new ChatActor.Trace(seq, found));
        return get(found);
    }

    /**
     * Returns when the actor and its relay have handled all earlier commands and those they then sent to themselves.
     */
    void settle() throws Exception {
        deliveryReport(1);
        ChatMessage others = message(9, 1);
        CompletableFuture<RelayAnswer> refused = new CompletableFuture<>();
        RelayRequest notByAuthor = new RelayRequest(others.key(), others.id(), Optional.empty(), List.of());
        tell(new ChatActor.RelayRequested(id(8), notByAuthor, refused));
        get(refused);
    }

    /** Lets time pass in steps short enough for every check. */
    void pass(Duration duration) throws Exception {
        Duration step = RelayRequests.CHECK_EVERY;
        for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; passed = passed.plus(step)) {
            now.addAndGet(step.toMillis());
            fireTimers(step);
            settle();
        }
    }

    /** Lets the timers run that are due within {@code duration}. The clock stays. */
    void fireTimers(Duration duration) {
        time.timePasses(duration);
    }

    void stop() {
        testKit.stop(actor.orElseThrow());
    }

    void awaitStopped() {
        testKit.createTestProbe().expectTerminated(actor.orElseThrow());
    }

    @Override
    public void close() {
        testKit.shutdownTestKit();
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(5, TimeUnit.SECONDS);
    }
}
