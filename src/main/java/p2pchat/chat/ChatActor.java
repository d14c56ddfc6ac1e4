package p2pchat.chat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import p2pchat.chat.Outbox.Effect;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.DeliveryReport;
import p2pchat.model.MemberId;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.SyncDisplay;
import p2pchat.model.VersionVector;
import p2pchat.model.View;

/** Carries one network's chat: what is written here to every member, what arrives to the log and then to the screen. */
public final class ChatActor extends AbstractBehavior<ChatActor.Command> {

    public sealed interface Command {}

    /** Completes with the message's id once it is in the own log; fails with a {@code ProblemException}. */
    public record Say(MessageDraft what, CompletableFuture<MessageId> accepted) implements Command {}

    /** A batch from a member. Completes with what is durable now; fails when nothing could be stored. */
    public record Arrived(MemberId from, List<ChatMessage> messages, CompletableFuture<Ack> ack) implements Command {}

    /** A member opens a stream. Completes with the messages of its own that this log holds. */
    public record HelloReceived(MemberId from, CompletableFuture<Ranges> held) implements Command {}

    /** Fetched from another log, or {@code lost} for good. Completes with whether something waits still. */
    public record Synced(
            List<ChatMessage> messages, VersionVector lost, SyncDisplay showing, CompletableFuture<Boolean> waiting)
            implements Command {}

    /** A member said what it holds when it compared its log. */
    public record HeldBy(NodeId member, VersionVector held) implements Command {}

    /** The leader held these when it was asked for the past, which is what was sent before a moment. */
    public record HistoryKnown(VersionVector leaders, long before) implements OfReception {}

    /** What others call authors, who may be gone since before this node came. */
    public record NicksLearned(Map<NodeId, Nick> nicks) implements Command {}

    public record ViewChanged(View view) implements Command {}

    /** We lead, and an author asks us to pass a message on. Completes within the time that an author waits. */
    public record RelayRequested(
            MemberId from, UnaryMessages.RelayRequest relay, CompletableFuture<UnaryMessages.RelayAnswer> answer)
            implements Command {}

    /** Completes with how far the own message with this number has got. */
    public record Trace(long seq, CompletableFuture<DeliveryReport> found) implements OfLookout {}

    /** Shows the newest messages of the log, which holds so many, as history. */
    public record Replay(int count, long stored) implements Command {}

    record Written(@Nullable DeliveredMessage delivered) implements Command {}

    private record Stored(Runnable next) implements Command {}

    record StreamOpened(NodeId member, int attempt, Ranges have) implements Command {}

    record BatchRequested(NodeId member, int attempt, CompletableFuture<List<ChatMessage>> next) implements Command {}

    record BatchRead(
            Effect.Send send,
            List<ChatMessage> messages,
            @Nullable Throwable cause) implements Command {}

    record Acknowledged(NodeId member, int attempt, Ranges stored, Map<Long, String> refused) implements Command {}

    record StreamClosed(NodeId member, int attempt, String cause) implements Command {}

    non-sealed interface OfRelays extends Command {}

    non-sealed interface OfSpeech extends Command {}

    non-sealed interface OfLookout extends Command {}

    non-sealed interface OfReception extends Command {}

    /** What became of a batch: the messages stored durably, and the reasons of those refused for good. */
    public record Ack(Ranges stored, Map<Long, String> refused) {}

    /**
     * The outside world, handed in by the guardian.
     *
     * @param verify takes members that do not answer this node, which leads: they are to be verified
     * @param unreached hears which members this node does not reach, at each change
     * @param gaps hears whose words wait for some that are not here (protocol 2.7)
     * @param clock milliseconds of a clock that only runs forward: whoever sets the other one must not stop a relay
     * @param wallClock milliseconds since 1970
     */
    public record Ports(
            ChatLog log,
            Exchanges exchanges,
            UnaryMessages unaryMessages,
            Consumer<MemberId> verify,
            Consumer<Set<NodeId>> unreached,
            Consumer<NetworkEvent> events,
            Consumer<NodeId> gaps,
            LongSupplier clock,
            LongSupplier wallClock) {}

    /**
     * Chat of {@code self}, with nobody to talk to until the first {@link ViewChanged}.
     *
     * @param held which of its own messages the log holds
     * @param cursors what each member had when the process last ran
     * @param nicks of everybody ever seen
     */
    public static Behavior<Command> create(
            MemberId self,
            Ranges held,
            Map<NodeId, Ranges> cursors,
            boolean newcomer,
            Map<NodeId, Nick> nicks,
            Ports ports,
            RandomGenerator random) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new ChatActor(
                context, timers, self, new Outbox(self.node(), held, cursors, newcomer), nicks, ports, random)));
    }

    private final ActorContext<Command> context;
    private final Outbox outbox;
    private final OpenStreams streams;
    private final ChatEvents screen;
    private final InboundMessages arrivals;
    private final InboundGate reception;
    private final RelayShell relays;
    private final OutgoingMessages speech;
    private final OutboxTimers lookout;
    private final RecentMessages recent = new RecentMessages();
    private final Ports ports;
    private final RandomGenerator random;

    private ChatActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            MemberId self,
            Outbox outbox,
            Map<NodeId, Nick> nicks,
            Ports ports,
            RandomGenerator random) {
        super(context);
        context.setLoggerName(ChatActor.class);
        this.context = context;
        this.outbox = outbox;
        this.streams = new OpenStreams(self.node(), ports, recent, context);
        this.relays = new RelayShell(context, timers, self, ports, recent, outbox.fallback());
        this.speech = new OutgoingMessages(context, timers, self.node(), ports, outbox);
        this.lookout = new OutboxTimers(timers, ports, outbox);
        this.screen = new ChatEvents(self.node(), nicks, ports.events(), ports.wallClock());
        this.arrivals = new InboundMessages(ports.log(), screen, ports.gaps());
        this.reception = new InboundGate(context, timers, self.node(), nicks.keySet(), arrivals, this::later);
        this.ports = ports;
        this.random = random;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Arrived.class, m -> stay(() -> reception.take(m)))
                .onMessage(OfReception.class, m -> stay(() -> reception.on(m)))
                .onMessage(Stored.class, m -> stay(m.next()))
                .onMessage(Synced.class, this::onPulled)
                .onMessage(HeldBy.class, m -> take(outbox.fallback().heldBy(m.member(), m.held(), now())))
                .onMessage(NicksLearned.class, m -> stay(() -> screen.nicksLearned(m.nicks())))
                .onMessage(BatchRequested.class, this::onAsked)
                .onMessage(Acknowledged.class, this::onAcked)
                .onMessage(Say.class, m -> stay(() -> speech.say(m)))
                .onMessage(Written.class, this::onWritten)
                .onMessage(BatchRead.class, this::onFetched)
                .onMessage(HelloReceived.class, m -> stay(() -> arrivals.helloReceived(m.from(), m.held())))
                .onMessage(StreamOpened.class, m -> take(outbox.streamOpened(m.member(), m.attempt(), m.have(), now())))
                .onMessage(StreamClosed.class, this::onClosed)
                .onMessage(ViewChanged.class, this::onViewChanged)
                .onMessage(OfRelays.class, m -> take(relays.on(m, now())))
                .onMessage(OfSpeech.class, m -> take(speech.on(m, now())))
                .onMessage(OfLookout.class, m -> take(lookout.on(m, now())))
                .onMessage(RelayRequested.class, m -> stay(() -> relays.passOn(m, now())))
                .onMessage(Replay.class, m -> later(arrivals.replay(m)))
                .onSignal(PostStop.class, signal -> onStop())
                .build();
    }

    private Behavior<Command> onWritten(Written m) {
        if (m.delivered() == null) {
            return this; // whoever said it was told
        }
        recent.add(m.delivered().message());
        arrivals.ownWritten(m.delivered());
        return take(outbox.written(m.delivered().message(), now()));
    }

    /** What the log answers is shown on this actor's thread. */
    private Behavior<Command> later(CompletionStage<Runnable> answered) {
        context.pipeToSelf(answered, (next, cause) -> new Stored(next));
        return this;
    }

    private Behavior<Command> onPulled(Synced m) {
        speech.pulled(m);
        return later(arrivals.store(m));
    }

    private Behavior<Command> onViewChanged(ViewChanged m) {
        relays.view(m.view());
        reception.view(m.view());
        return take(outbox.viewChanged(m.view(), now()));
    }

    private Behavior<Command> onAsked(BatchRequested m) {
        return streams.promise(m) ? take(outbox.batchRequested(m.member(), m.attempt(), now())) : this;
    }

    private Behavior<Command> onAcked(Acknowledged m) {
        m.refused().forEach((seq, why) -> context.getLog().warn("{} refused message {}: {}", m.member(), seq, why));
        return take(outbox.acknowledged(m.member(), m.attempt(), m.stored(), m.refused(), now()));
    }

    private Behavior<Command> onFetched(BatchRead m) {
        if (m.cause() != null) {
            screen.storeFailed(m.cause());
        }
        streams.fetched(m, outbox);
        return this;
    }

    private Behavior<Command> onClosed(StreamClosed m) {
        context.getLog().debug("stream to {} closed: {}", m.member(), m.cause());
        streams.closed(m.member(), m.attempt());
        return take(outbox.streamClosed(m.member(), m.attempt(), random));
    }

    private Behavior<Command> onStop() {
        streams.closeAll();
        relays.stop();
        speech.stop();
        return this;
    }

    private Behavior<Command> stay(Runnable done) {
        done.run();
        return this;
    }

    private Behavior<Command> take(List<Effect> effects) {
        effects.forEach(this::perform);
        relays.watch(now());
        lookout.watch(now());
        return this;
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Send send) {
            streams.fetch(send).ifPresent(this::onFetched);
        } else if (effect instanceof Effect.Report report) {
            screen.show(report.delivery());
        } else if (effect instanceof Effect.SaveCursor remember) {
            ports.log().saveCursor(remember.member(), remember.stored());
        } else if (effect instanceof Effect.Open open) {
            streams.open(open.member(), open.attempt());
        } else if (effect instanceof Effect.Close close) {
            streams.close(close.member());
        } else if (effect instanceof Effect.Retry retry) {
            lookout.retry(retry);
        } else if (effect instanceof Effect.Relay relay) {
            relays.ask(relay);
        } else if (effect instanceof Effect.OwnMessagesMissing forgotten) {
            speech.forgotten(forgotten.member(), forgotten.upTo());
        } else if (effect instanceof Effect.Verify doubt) {
            relays.doubt(doubt.member());
        } else {
            throw new AssertionError("no handler for " + effect);
        }
    }

    private long now() {
        return ports.clock().getAsLong();
    }
}
