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
    public record MessageWaiting(NodeId sender) implements Command {}

    /** A ping or pong told what a member's log comes to. */
    public record DigestSeen(NodeId member, Digest digest) implements Command {}

    /** Peer.Sync came in. Completes with what there is to send. */
    public record SyncRequested(Optional<NodeId> from, SyncQuery query, CompletableFuture<SyncResponseHeader> header)
            implements Command {}

    /** The stream of an {@link SyncResponseHeader} can take another chunk. */
    public record PageRequested(SyncResponseHeader header, Optional<HistoryPlace> after, CompletableFuture<LocalLog.Page> page)
            implements Command {}

    /** Completes with how many of the other members hold the same. */
    public record GetSyncedCount(CompletableFuture<SyncedCount> reply) implements Command {}

    private record ResponseReady(SyncRequested asked, VersionVector have, Optional<HistoryPlace> after, Map<NodeId, Nick> nicks)
            implements Command {}

    private record CheckGaps() implements Command {}

    private record GapsChecked(@Nullable VersionVector missing) implements Command {}

    private record GapFetchEnded() implements Command {}

    private record Tick() implements Command {}

    private record Compared(NodeId with, SyncFetcher.@Nullable Comparison found) implements Command {}

    private record FetchEnded(NodeId from) implements Command {}

    private record CatchUpEnded(MemberId from, boolean done) implements Command {}

    /**
     * The outside world, handed in by the guardian.
     *
     * @param digest of this node's log as it stands
     * @param clock milliseconds of a clock that only runs forward
     * @param wallClock milliseconds since 1970
     */
    public record Ports(
            LocalLog localLog,
            RemoteLogs remoteLogs,
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
    private final GapRepair gapRepair;
    private final Synchronisation synchronisation;
    private final SyncFetcher fetcher;

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
        this.gapRepair = new GapRepair(self.node());
        this.synchronisation = new Synchronisation(self.uid(), absent);
        this.fetcher = new SyncFetcher(ports, history);
        timers.startTimerWithFixedDelay(new Tick(), Synchronisation.TICK);
        timers.startSingleTimer(new CheckGaps(), GapRepair.CHECK_DELAY); // something may wait since the last run
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(MessageWaiting.class, m -> performRepair(gapRepair.messageWaiting(m.sender())))
                .onMessage(DigestSeen.class, this::onDigestSeen)
                .onMessage(PageRequested.class, this::onNext)
                .onMessage(SyncRequested.class, this::onAsked)
                .onMessage(GetSyncedCount.class, this::onState)
                .onMessage(ResponseReady.class, this::onOpened)
                .onMessage(ViewChanged.class, this::onViewChanged)
                .onMessage(CheckGaps.class, this::onLook)
                .onMessage(GapsChecked.class, this::onLooked)
                .onMessage(GapFetchEnded.class, this::onAnswered)
                .onMessage(Tick.class, m -> onTick())
                .onMessage(Compared.class, this::onCompared)
                .onMessage(FetchEnded.class, this::onFetched)
                .onMessage(CatchUpEnded.class, this::onCaughtUp)
                .build();
    }

    private Behavior<Command> onViewChanged(ViewChanged m) {
        gapRepair.viewChanged(m.view());
        return perform(synchronisation.viewChanged(m.view()));
    }

    private Behavior<Command> onDigestSeen(DigestSeen m) {
        return perform(
                synchronisation.digestReceived(m.member(), m.digest(), ports.digest().get(), now()));
    }

    private Behavior<Command> onAsked(SyncRequested m) {
        ports.localLog()
                .stored()
                .thenCompose(have -> start(m.query(), have)
                        .thenCombine(nicks(m.query()), (after, nicks) -> new ResponseReady(m, have, after, nicks)))
                .whenComplete((opened, cause) -> {
                    if (cause == null) {
                        context.getSelf().tell(opened);
                    } else {
                        m.header().completeExceptionally(cause);
                    }
                });
        return this;
    }

    private CompletionStage<Map<NodeId, Nick>> nicks(SyncQuery query) {
        return query.compare()
                ? CompletableFuture.completedFuture(Map.of())
                : ports.localLog().nicks();
    }

    private CompletionStage<Optional<HistoryPlace>> start(SyncQuery query, VersionVector have) {
        return query.newest() == 0
                ? CompletableFuture.completedFuture(Optional.empty())
                : ports.localLog().placeBefore(have.minus(query.have()), query.newest());
    }

    private Behavior<Command> onOpened(ResponseReady m) {
        SyncQuery query = m.asked().query();
        m.asked().header().complete(SyncResponseHeader.of(query, m.have(), m.after(), m.nicks()));
        m.asked().from().ifPresent(member -> ports.localLog().memberHolds(member, query.have()));
        m.asked().from().ifPresent(member -> synchronisation.requestReceived(member, query.have(), m.have()));
        return this;
    }

    private Behavior<Command> onNext(PageRequested m) {
        ports.localLog().readPage(m.header().send(), m.after()).whenComplete((page, cause) -> {
            if (cause == null) {
                m.page().complete(page);
            } else {
                m.page().completeExceptionally(cause);
            }
        });
        return this;
    }

    private Behavior<Command> onState(GetSyncedCount m) {
        m.reply().complete(synchronisation.syncedCount(ports.digest().get().messages()));
        return this;
    }

    private Behavior<Command> onTick() {
        performRepair(gapRepair.tick());
        return perform(synchronisation.tick(now(), ports.random()));
    }

    private Behavior<Command> onLook(CheckGaps m) {
        context.pipeToSelf(ports.localLog().missing(), (missing, cause) -> new GapsChecked(missing));
        return this;
    }

    private Behavior<Command> onLooked(GapsChecked m) {
        return performRepair(gapRepair.gapsChecked(m.missing() == null ? VersionVector.EMPTY : m.missing(), now()));
    }

    private Behavior<Command> onAnswered(GapFetchEnded m) {
        gapRepair.fetchEnded();
        return this;
    }

    private Behavior<Command> onCompared(Compared m) {
        if (m.found() == null) {
            synchronisation.compareFailed(m.with());
            return this;
        }
        ports.localLog().memberHolds(m.with(), m.found().theirs());
        return perform(
                synchronisation.compared(m.with(), m.found().theirs(), m.found().mine()));
    }

    private Behavior<Command> onFetched(FetchEnded m) {
        synchronisation.fetchEnded(m.from());
        return this;
    }

    private Behavior<Command> onCaughtUp(CatchUpEnded m) {
        return perform(synchronisation.catchUpEnded(m.from(), m.done()));
    }

    private Behavior<Command> performRepair(List<GapRepair.Effect> effects) {
        for (GapRepair.Effect effect : effects) {
            if (effect instanceof GapRepair.Effect.CheckLater look) {
                timers.startSingleTimer(new CheckGaps(), look.after());
            } else if (effect instanceof GapRepair.Effect.Fetch ask) {
                context.pipeToSelf(fetcher.fetch(ask.member(), ask.wanted()), (done, cause) -> new GapFetchEnded());
            } else if (effect instanceof GapRepair.Effect.GiveUp lost) {
                context.getLog().warn("nobody has {}: going on without", lost.lost());
                ports.localLog().giveUp(lost.lost());
            }
        }
        return this;
    }

    private Behavior<Command> perform(List<Synchronisation.Effect> effects) {
        for (Synchronisation.Effect effect : effects) {
            if (effect instanceof Synchronisation.Effect.CatchUp all) {
                performRepair(gapRepair.setPaused(true));
                context.pipeToSelf(
                        fetcher.catchUp(all.from()),
                        (done, cause) -> new CatchUpEnded(all.from().id(), cause == null));
            } else if (effect instanceof Synchronisation.Effect.EndCatchUp) {
                performRepair(gapRepair.setPaused(false));
            } else if (effect instanceof Synchronisation.Effect.Compare compare) {
                context.pipeToSelf(
                        fetcher.compare(compare.with()),
                        (found, cause) -> new Compared(compare.with().node(), found));
            } else if (effect instanceof Synchronisation.Effect.Fetch fetch) {
                context.pipeToSelf(
                        fetcher.fetch(fetch.from(), fetch.wanted()),
                        (done, cause) -> new FetchEnded(fetch.from().node()));
            }
        }
        return this;
    }

    private long now() {
        return ports.clock().getAsLong();
    }
}
