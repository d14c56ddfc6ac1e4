package p2pchat.sync;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import p2pchat.model.Digest;
import p2pchat.model.HistoryPlace;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.SyncedCount;
import p2pchat.model.VersionVector;
import p2pchat.model.View;

/** Runs the {@link GapRepair} and the {@link Synchronisation} of one network, and answers others that lack something. */
public final class SyncActor extends AbstractBehavior<SyncActor.Command> {

    public sealed interface Command {}

    public record ViewChanged(View view) implements Command {}

    /** Something that came from this member waits for what is not here. */
    public record Waiting(NodeId sender) implements Command {}

    /** A ping or pong told what a member's log comes to. */
    public record DigestSeen(NodeId member, Digest digest) implements Command {}

    /** Peer.Sync came in. Completes with what there is to send. */
    public record Asked(Optional<NodeId> by, SyncQuery query, CompletableFuture<SyncResponseHeader> offer)
            implements Command {}

    /** The stream of an {@link SyncResponseHeader} can take another chunk. */
    public record Next(SyncResponseHeader offer, Optional<HistoryPlace> after, CompletableFuture<LocalLog.Page> page)
            implements Command {}

    /** Completes with how many of the other members hold the same. */
    public record State(CompletableFuture<SyncedCount> inSync) implements Command {}

    private record Opened(Asked asked, VersionVector have, Optional<HistoryPlace> after, Map<NodeId, Nick> nicks)
            implements Command {}

    private record Look() implements Command {}

    private record Looked(@Nullable VersionVector missing) implements Command {}

    private record Answered() implements Command {}

    private record Tick() implements Command {}

    private record Compared(NodeId with, SyncFetcher.@Nullable Comparison found) implements Command {}

    private record Fetched(NodeId from) implements Command {}

    private record CaughtUp(MemberId from, boolean done) implements Command {}

    /**
     * The outside world, handed in by the guardian.
     *
     * @param digest of this node's log as it stands
     * @param clock milliseconds of a clock that only runs forward
     * @param wallClock milliseconds since 1970
     */
    public record Ports(
            LocalLog copy,
            RemoteLogs sources,
            Supplier<Digest> digest,
            Consumer<NetworkEvent> events,
            LongSupplier clock,
            LongSupplier wallClock,
            RandomGenerator random) {}

    /**
     * Synchronisation of {@code self}, with nobody to ask until the first {@link ViewChanged}.
     *
     * @param absent who stood in earlier views only
     * @param history how many earlier messages a newcomer is shown
     */
    public static Behavior<Command> create(MemberId self, List<Member> absent, int history, Ports ports) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new SyncActor(context, timers, self, absent, history, ports)));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Ports ports;
    private final GapRepair inbox;
    private final Synchronisation synchronisation;
    private final SyncFetcher pulls;

    private SyncActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            MemberId self,
            List<Member> absent,
            int history,
            Ports ports) {
        super(context);
        context.setLoggerName(SyncActor.class);
        this.context = context;
        this.timers = timers;
        this.ports = ports;
        this.inbox = new GapRepair(self.node());
        this.synchronisation = new Synchronisation(self.uid(), absent);
        this.pulls = new SyncFetcher(ports, history);
        timers.startTimerWithFixedDelay(new Tick(), Synchronisation.TICK);
        timers.startSingleTimer(new Look(), GapRepair.PATIENCE); // something may wait since the last run
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Waiting.class, m -> look(inbox.waiting(m.sender())))
                .onMessage(DigestSeen.class, this::onDigestSeen)
                .onMessage(Next.class, this::onNext)
                .onMessage(Asked.class, this::onAsked)
                .onMessage(State.class, this::onState)
                .onMessage(Opened.class, this::onOpened)
                .onMessage(ViewChanged.class, this::onViewChanged)
                .onMessage(Look.class, this::onLook)
                .onMessage(Looked.class, this::onLooked)
                .onMessage(Answered.class, this::onAnswered)
                .onMessage(Tick.class, m -> onTick())
                .onMessage(Compared.class, this::onCompared)
                .onMessage(Fetched.class, this::onFetched)
                .onMessage(CaughtUp.class, this::onCaughtUp)
                .build();
    }

    private Behavior<Command> onViewChanged(ViewChanged m) {
        inbox.view(m.view());
        return take(synchronisation.view(m.view()));
    }

    private Behavior<Command> onDigestSeen(DigestSeen m) {
        return take(
                synchronisation.digest(m.member(), m.digest(), ports.digest().get(), now()));
    }

    private Behavior<Command> onAsked(Asked m) {
        ports.copy()
                .held()
                .thenCompose(have -> start(m.query(), have)
                        .thenCombine(nicks(m.query()), (after, nicks) -> new Opened(m, have, after, nicks)))
                .whenComplete((opened, cause) -> {
                    if (cause == null) {
                        context.getSelf().tell(opened);
                    } else {
                        m.offer().completeExceptionally(cause);
                    }
                });
        return this;
    }

    private CompletionStage<Map<NodeId, Nick>> nicks(SyncQuery query) {
        return query.compare()
                ? CompletableFuture.completedFuture(Map.of())
                : ports.copy().nicks();
    }

    private CompletionStage<Optional<HistoryPlace>> start(SyncQuery query, VersionVector have) {
        return query.newest() == 0
                ? CompletableFuture.completedFuture(Optional.empty())
                : ports.copy().before(have.minus(query.have()), query.newest());
    }

    private Behavior<Command> onOpened(Opened m) {
        SyncQuery query = m.asked().query();
        m.asked().offer().complete(SyncResponseHeader.of(query, m.have(), m.after(), m.nicks()));
        m.asked().by().ifPresent(member -> ports.copy().heldBy(member, query.have()));
        m.asked().by().ifPresent(member -> synchronisation.asked(member, query.have(), m.have()));
        return this;
    }

    private Behavior<Command> onNext(Next m) {
        ports.copy().page(m.offer().send(), m.after()).whenComplete((page, cause) -> {
            if (cause == null) {
                m.page().complete(page);
            } else {
                m.page().completeExceptionally(cause);
            }
        });
        return this;
    }

    private Behavior<Command> onState(State m) {
        m.inSync().complete(synchronisation.inSync(ports.digest().get().messages()));
        return this;
    }

    private Behavior<Command> onTick() {
        look(inbox.tick());
        return take(synchronisation.tick(now(), ports.random()));
    }

    private Behavior<Command> onLook(Look m) {
        context.pipeToSelf(ports.copy().missing(), (missing, cause) -> new Looked(missing));
        return this;
    }

    private Behavior<Command> onLooked(Looked m) {
        return look(inbox.looked(m.missing() == null ? VersionVector.EMPTY : m.missing(), now()));
    }

    private Behavior<Command> onAnswered(Answered m) {
        inbox.answered();
        return this;
    }

    private Behavior<Command> onCompared(Compared m) {
        if (m.found() == null) {
            synchronisation.failed(m.with());
            return this;
        }
        ports.copy().heldBy(m.with(), m.found().theirs());
        return take(
                synchronisation.compared(m.with(), m.found().theirs(), m.found().mine()));
    }

    private Behavior<Command> onFetched(Fetched m) {
        synchronisation.fetched(m.from());
        return this;
    }

    private Behavior<Command> onCaughtUp(CaughtUp m) {
        return take(synchronisation.caughtUp(m.from(), m.done()));
    }

    private Behavior<Command> look(List<GapRepair.Effect> effects) {
        for (GapRepair.Effect effect : effects) {
            if (effect instanceof GapRepair.Effect.Look look) {
                timers.startSingleTimer(new Look(), look.after());
            } else if (effect instanceof GapRepair.Effect.Ask ask) {
                context.pipeToSelf(pulls.these(ask.member(), ask.wanted()), (done, cause) -> new Answered());
            } else if (effect instanceof GapRepair.Effect.GiveUp lost) {
                context.getLog().warn("nobody has {}: going on without", lost.lost());
                ports.copy().giveUp(lost.lost());
            }
        }
        return this;
    }

    private Behavior<Command> take(List<Synchronisation.Effect> effects) {
        for (Synchronisation.Effect effect : effects) {
            if (effect instanceof Synchronisation.Effect.CatchUp all) {
                look(inbox.hold(true));
                context.pipeToSelf(
                        pulls.everything(all.from()),
                        (done, cause) -> new CaughtUp(all.from().id(), cause == null));
            } else if (effect instanceof Synchronisation.Effect.CatchUpOver) {
                look(inbox.hold(false));
            } else if (effect instanceof Synchronisation.Effect.Compare compare) {
                context.pipeToSelf(
                        pulls.compare(compare.with()),
                        (found, cause) -> new Compared(compare.with().node(), found));
            } else if (effect instanceof Synchronisation.Effect.Fetch fetch) {
                context.pipeToSelf(
                        pulls.these(fetch.from(), fetch.wanted()),
                        (done, cause) -> new Fetched(fetch.from().node()));
            }
        }
        return this;
    }

    private long now() {
        return ports.clock().getAsLong();
    }
}
