package p2pchat.chat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import p2pchat.chat.Outbox.Effect;
import p2pchat.chat.UnaryMessages.RelayAnswer;
import p2pchat.chat.UnaryMessages.RelayRequest;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.DeliveryReport;
import p2pchat.model.MemberId;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.RosterDecision;
import p2pchat.model.SyncDisplay;
import p2pchat.model.VersionVector;
import p2pchat.model.View;

/** Chat of one network: sends own messages to every member, and stores and shows the messages that arrive. */
public final class ChatActor extends AbstractBehavior<ChatActor.Command> {

    public sealed interface Command {}

    /** Completes with the message's id once it is in the own log; fails with a {@code ProblemException}. */
    public record Say(MessageDraft what, CompletableFuture<MessageId> accepted) implements Command {}

    /** A batch from a member. Completes with what is durable now; fails if nothing could be stored. */
    public record Arrived(MemberId from, List<ChatMessage> messages, CompletableFuture<Ack> ack) implements Command {}

    /** A member opens a stream. Completes with the messages of that member that this log holds. */
    public record HelloReceived(MemberId from, CompletableFuture<Ranges> held) implements Command {}

    /** Fetched from another log, or permanently {@code lost}. Completes with whether any message still waits. */
    public record Synced(
            List<ChatMessage> messages, VersionVector lost, SyncDisplay showing, CompletableFuture<Boolean> waiting)
            implements Command {

        /** Returns this without own messages that are not being recovered. */
        Synced wanted(NodeId self, Outbox outbox) {
            List<ChatMessage> wanted = messages.stream()
                    .filter(message -> !message.author().equals(self)
                            || outbox.wantsOwn(message.key().seq()))
                    .toList();
            return new Synced(wanted, lost, showing, waiting);
        }
    }

    /** A member reported what it holds when it compared its log. */
    public record HeldBy(NodeId member, VersionVector held) implements Command {}

    /** The leader reported the history it holds. Messages sent before {@code before} are old. */
    public record HistoryKnown(VersionVector leaders, long before) implements Command {}

    /** Nicks of authors that other members know, even of authors that left before this node joined. */
    public record NicksLearned(Map<NodeId, Nick> nicks) implements Command {}

    /** Two versions of an author's messages exist from this number on. Shown to the user if it is {@code news}. */
    public record ForkKnown(NodeId author, long from, boolean frozen, boolean own, boolean news) implements Command {}

    /**
     * Some messages do not count any more, or count again.
     *
     * @param voided delivered texts that do not count
     * @param because the decisions on their authors
     * @param delivered those that count again
     */
    public record Restricted(
            VersionVector voided, Map<NodeId, RosterDecision> because, List<DeliveredMessage> delivered)
            implements Command {}

    public record ViewChanged(View view) implements Command {}

    /** This node leads, and an author asks it to relay a message. Completes within the time an author waits. */
    public record RelayRequested(MemberId from, RelayRequest relay, CompletableFuture<RelayAnswer> answer)
            implements Command {}

    /** Completes with the delivery of the own message with this number. */
    public record Trace(long seq, CompletableFuture<DeliveryReport> found) implements Command {}

    /** The network is entered. Shows the newest {@code count} of the {@code stored} messages as history. */
    public record Replay(int count, long stored) implements Command {}

    /** A message was written; null if writing failed, which the caller already knows. */
    record Written(@Nullable DeliveredMessage delivered) implements Command {}

    /** The log answered. The rest runs on the actor's thread and never fails. */
    private record LogAnswered(Runnable next) implements Command {}

    record StreamOpened(StreamId stream, Ranges have) implements Command {}

    record BatchRequested(StreamId stream, CompletableFuture<List<ChatMessage>> next) implements Command {}

    record BatchRead(
            Effect.Send send,
            List<ChatMessage> messages,
            @Nullable Throwable cause) implements Command {}

    record Acknowledged(StreamId stream, Ranges stored, Map<Long, String> refused) implements Command {}

    record StreamClosed(StreamId stream, String cause) implements Command {}

    private record RelayAnswered(long ticket, @Nullable RelayAnswer answer) implements Command {}

    record OwnLogRead(@Nullable Ranges held) implements Command {}

    record OwnMessagesSynced() implements Command {}

    record SequenceCheckDue() implements Command {}

    private record SenderTimeout(NodeId sender) implements Command {}

    private record HistoryTimeout() implements Command {}

    private record RetryDue(StreamId stream) implements Command {}

    private record IdleCheckDue() implements Command {}

    private record OverdueCheckDue() implements Command {}

    private record ResponseCheckDue() implements Command {}

    /** The result of a batch: durably stored messages, and the reasons of those refused permanently. */
    public record Ack(Ranges stored, Map<Long, String> refused) {}

    /**
     * The outside world, handed in by the guardian.
     *
     * @param verify verifies that a member is alive that does not answer this node, which leads
     * @param unreached receives the members that this node does not reach, at each change
     * @param gaps receives a sender whose messages wait for others that are not here (protocol 2.7)
     * @param clock milliseconds of a monotonic clock, so that setting the wall clock does not stop a relay
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
     * Creates the chat of {@code self}, which has no members before the first {@link ViewChanged}.
     *
     * @param held own messages that the log holds
     * @param cursors what each member had when the process last ran
     * @param newcomer whether this is the member's first process
     * @param nicks of all authors ever seen
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
    private final TimerScheduler<Command> timers;
    private final NodeId self;
    private final Ports ports;
    private final RandomGenerator random;
    private final Outbox outbox;
    private final OpenStreams streams;
    private final OutgoingMessages outgoing;
    private final InboundMessages inbound;
    private final UnknownSenderBuffer unknownSenders;
    private final ChatEvents events;
    private final ActorRef<RelayActor.Command> relay;
    private final RecentMessages recent = new RecentMessages();

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
        this.timers = timers;
        this.self = self.node();
        this.ports = ports;
        this.random = random;
        this.outbox = outbox;
        this.streams = new OpenStreams(self.node(), ports, recent, context);
        this.outgoing = new OutgoingMessages(context, timers, self.node(), ports, outbox);
        this.events = new ChatEvents(self.node(), nicks, ports.events(), ports.wallClock());
        this.inbound = new InboundMessages(ports.log(), events, ports.gaps());
        this.unknownSenders = new UnknownSenderBuffer(nicks.keySet());
        this.relay = context.spawn(
                RelayActor.create(
                        self.node(),
                        new RelayActor.Ports(
                                ports.log(),
                                ports.unaryMessages(),
                                ports.verify(),
                                context.getSelf()::tell,
                                ports.clock())),
                "relay");
        context.watch(relay); // if it fails, so does the chat
        timers.startSingleTimer(new HistoryTimeout(), HistoryGate.ENTRY_PATIENCE);
        timers.startTimerWithFixedDelay(new IdleCheckDue(), Outbox.IDLE_BEFORE_CLOSE.dividedBy(5));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Arrived.class, this::onArrived)
                .onMessage(SenderTimeout.class, m -> store(unknownSenders.timeout(m.sender())))
                .onMessage(LogAnswered.class, m -> run(m.next()))
                .onMessage(BatchRequested.class, this::onBatchRequested)
                .onMessage(BatchRead.class, this::onBatchRead)
                .onMessage(Acknowledged.class, this::onAcknowledged)
                .onMessage(Say.class, m -> run(() -> outgoing.say(m)))
                .onMessage(Written.class, this::onWritten)
                .onMessage(OwnLogRead.class, m -> perform(outgoing.logRead(m.held(), now())))
                .onMessage(OwnMessagesSynced.class, m -> run(outgoing::checkLog))
                .onMessage(SequenceCheckDue.class, m -> run(outgoing::readLog))
                .onMessage(HelloReceived.class, m -> run(() -> inbound.helloReceived(m.from(), m.held())))
                .onMessage(StreamOpened.class, m -> perform(outbox.streamOpened(m.stream(), m.have(), now())))
                .onMessage(StreamClosed.class, this::onStreamClosed)
                .onMessage(RetryDue.class, m -> perform(outbox.retryDue(m.stream(), now())))
                .onMessage(IdleCheckDue.class, m -> perform(outbox.closeIdle(now())))
                .onMessage(OverdueCheckDue.class, m -> perform(outbox.checkOverdue(now())))
                .onMessage(RelayAnswered.class, this::onRelayAnswered)
                .onMessage(ResponseCheckDue.class, this::onResponseCheckDue)
                .onMessage(ViewChanged.class, this::onViewChanged)
                .onMessage(ForkKnown.class, m -> run(() -> events.forked(m)))
                .onMessage(Restricted.class, m -> run(() -> inbound.restricted(m)))
                .onMessage(Synced.class, this::onSynced)
                .onMessage(HeldBy.class, m -> perform(outbox.heldBy(m.member(), m.held(), now())))
                .onMessage(HistoryKnown.class, m -> run(() -> inbound.historyKnown(m.leaders(), m.before())))
                .onMessage(HistoryTimeout.class, m -> run(inbound::historyTimeout))
                .onMessage(NicksLearned.class, m -> run(() -> events.nicksLearned(m.nicks())))
                .onMessage(RelayRequested.class, this::onRelayRequested)
                .onMessage(Trace.class, m -> run(() -> m.found().complete(outbox.deliveryReport(m.seq(), now()))))
                .onMessage(Replay.class, this::onReplay)
                .onSignal(PostStop.class, signal -> onStop())
                .build();
    }

    private Behavior<Command> onArrived(Arrived m) {
        if (InboundMessages.refuseOwn(m, self)) {
            return this;
        }
        if (unknownSenders.hold(m)) {
            SenderTimeout timeout = new SenderTimeout(m.from().node());
            context.scheduleOnce(UnknownSenderBuffer.PATIENCE, context.getSelf(), timeout);
            return this;
        }
        return store(List.of(m));
    }

    private Behavior<Command> store(List<Arrived> batches) {
        batches.forEach(batch -> onceAnswered(inbound.store(batch)));
        return this;
    }

    private Behavior<Command> onceAnswered(CompletionStage<Runnable> next) {
        context.pipeToSelf(next, (rest, cause) -> new LogAnswered(rest));
        return this;
    }

    private Behavior<Command> onWritten(Written m) {
        if (m.delivered() == null) {
            return this;
        }
        recent.add(m.delivered().message());
        inbound.ownWritten(m.delivered());
        return perform(outbox.written(m.delivered().message(), now()));
    }

    private Behavior<Command> onSynced(Synced m) {
        Synced wanted = m.wanted(self, outbox);
        outgoing.synced(wanted);
        return onceAnswered(inbound.store(wanted));
    }

    private Behavior<Command> onViewChanged(ViewChanged m) {
        relay.tell(new RelayActor.ViewChanged(m.view()));
        inbound.viewChanged(m.view());
        store(unknownSenders.viewChanged(m.view()));
        if (m.view().leader().equals(self)) {
            inbound.noHistory();
        }
        return perform(outbox.viewChanged(m.view(), now()));
    }

    private Behavior<Command> onReplay(Replay m) {
        timers.startSingleTimer(new HistoryTimeout(), HistoryGate.PATIENCE);
        return onceAnswered(inbound.replay(m));
    }

    private Behavior<Command> onRelayRequested(RelayRequested m) {
        relay.tell(new RelayActor.Requested(m.from(), m.relay(), m.answer()));
        return this;
    }

    private Behavior<Command> onBatchRequested(BatchRequested m) {
        return streams.promise(m) ? perform(outbox.batchRequested(m.stream(), now())) : this;
    }

    private Behavior<Command> onBatchRead(BatchRead m) {
        if (m.cause() != null) {
            events.storeFailed(m.cause());
        }
        streams.send(m, outbox);
        return this;
    }

    private Behavior<Command> onAcknowledged(Acknowledged m) {
        m.refused()
                .forEach((seq, why) -> context.getLog()
                        .warn("{} refused message {}: {}", m.stream().member(), seq, why));
        return perform(outbox.acknowledged(m.stream(), m.stored(), m.refused(), now()));
    }

    private Behavior<Command> onStreamClosed(StreamClosed m) {
        context.getLog().debug("stream to {} closed: {}", m.stream().member(), m.cause());
        streams.closed(m.stream());
        return perform(outbox.streamClosed(m.stream(), random));
    }

    private Behavior<Command> onRelayAnswered(RelayAnswered m) {
        if (m.answer() == null) {
            return perform(outbox.relayFailed(m.ticket(), now()));
        }
        if (m.answer() instanceof RelayAnswer.Refused refused) {
            context.getLog().warn("the leader refuses to relay a message: {}", refused.why());
        }
        return perform(outbox.relayAnswered(m.ticket(), m.answer(), now()));
    }

    private Behavior<Command> onResponseCheckDue(ResponseCheckDue m) {
        outbox.checkResponses(now()).ifPresent(ports.unreached());
        return perform(List.of());
    }

    private Behavior<Command> onStop() {
        streams.closeAll();
        outgoing.stop();
        return this;
    }

    private Behavior<Command> run(Runnable action) {
        action.run();
        return this;
    }

    private Behavior<Command> perform(List<Effect> effects) {
        effects.forEach(this::perform);
        if (outbox.needsOverdueChecks(now()) && !timers.isTimerActive(OverdueCheckDue.class)) {
            timers.startSingleTimer(OverdueCheckDue.class, new OverdueCheckDue(), RelayRequests.CHECK_EVERY);
        }
        if (!timers.isTimerActive(ResponseCheckDue.class) && outbox.needsResponseChecks(now())) {
            timers.startSingleTimer(ResponseCheckDue.class, new ResponseCheckDue(), ResponseWatch.CHECK_EVERY);
        }
        return this;
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Send send) {
            streams.read(send).ifPresent(this::onBatchRead);
        } else if (effect instanceof Effect.Report report) {
            events.show(report.delivery());
        } else if (effect instanceof Effect.SaveCursor cursor) {
            ports.log().saveCursor(cursor.member(), cursor.stored());
        } else if (effect instanceof Effect.Open open) {
            streams.open(open);
        } else if (effect instanceof Effect.Close close) {
            streams.close(close.stream());
        } else if (effect instanceof Effect.Retry retry) {
            RetryDue due = new RetryDue(retry.stream());
            timers.startSingleTimer("retry " + retry.stream().member(), due, retry.after());
        } else if (effect instanceof Effect.Relay wanted) {
            requestRelay(wanted);
        } else if (effect instanceof Effect.OwnMessagesMissing missing) {
            outgoing.messagesMissing(missing.member(), missing.upTo());
        } else if (effect instanceof Effect.Verify verify) {
            context.getLog().info("{} does not answer", verify.member());
            ports.verify().accept(verify.member());
        } else {
            throw new AssertionError("no handler for " + effect);
        }
    }

    private void requestRelay(Effect.Relay relay) {
        CompletionStage<Optional<ChatMessage>> body =
                relay.withBody() ? ownMessage(relay.key()) : CompletableFuture.completedFuture(Optional.empty());
        CompletionStage<RelayAnswer> answer = body.thenCompose(message -> ports.unaryMessages()
                .relay(
                        relay.leader(),
                        new RelayRequest(relay.key(), relay.id(), message, relay.to()),
                        RelayRequests.ANSWER_TIMEOUT));
        context.pipeToSelf(answer, (received, cause) -> new RelayAnswered(relay.ticket(), received));
    }

    private CompletionStage<Optional<ChatMessage>> ownMessage(MessageKey key) {
        Ranges wanted = Ranges.NONE.with(key.seq());
        return recent.find(wanted)
                .<CompletionStage<List<ChatMessage>>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> ports.log().read(self, wanted, 1))
                .thenApply(found -> found.stream().findFirst());
    }

    private long now() {
        return ports.clock().getAsLong();
    }
}
