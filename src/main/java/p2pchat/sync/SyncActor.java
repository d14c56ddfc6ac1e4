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
import p2pchat.model.ForkProof;
import p2pchat.model.HistoryPlace;
import p2pchat.model.LogState;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.SyncedCount;
import p2pchat.model.VersionVector;
import p2pchat.model.View;

/** Runs {@link GapRepair} and {@link Synchronisation} for one network, and answers sync requests of other members. */
public final class SyncActor extends AbstractBehavior<SyncActor.Command> {

    public sealed interface Command {}

    public record ViewChanged(View view) implements Command {}

    /** A message from this sender waits for missing ones. */
    public record MessageWaiting(NodeId sender) implements Command {}

    /** A ping or pong reported the digest of a member's log. */
    public record DigestSeen(NodeId member, Digest digest) implements Command {}

    /** A member called Peer.Sync. Completes with the header of the response. */
    public record SyncRequested(Optional<NodeId> from, SyncQuery query, CompletableFuture<SyncResponseHeader> header)
            implements Command {}

    /** The stream of a response can take another page. */
    public record PageRequested(
            SyncResponseHeader header, Optional<HistoryPlace> after, CompletableFuture<LocalLog.Page> page)
            implements Command {}

    /** Completes with the number of other members whose log is equal. */
    public record GetSyncedCount(CompletableFuture<SyncedCount> reply) implements Command {}

    private record ResponseReady(
            SyncRequested request,
            LogState mine,
            Optional<HistoryPlace> after,
            Map<NodeId, Nick> nicks,
            List<ForkProof> proofs)
            implements Command {}

    private record CheckGaps() implements Command {}

    private record GapsChecked(VersionVector missing) implements Command {}

    private record GapFetchEnded() implements Command {}

    private record Tick() implements Command {}

    private record Compared(NodeId with, SyncFetcher.@Nullable Comparison found) implements Command {}

    private record FetchEnded(NodeId from) implements Command {}

    private record CatchUpEnded(MemberId from, boolean complete) implements Command {}

    /**
     * The ports, supplied by the guardian.
     *
     * @param digest of this node's log
     * @param clock monotonic milliseconds
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
     * Starts synchronisation of {@code self}. Other members are known after the first {@link ViewChanged}.
     *
     * @param absent members of earlier views only
     * @param history number of earlier messages that a new member displays
     */
    public static Behavior<Command> create(MemberId self, List<Member> absent, int history, Ports ports) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new SyncActor(context, timers, self, absent, history, ports)));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Ports ports;
    private final LocalLog localLog;
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
        this.localLog = ports.localLog();
        this.gapRepair = new GapRepair(self.node());
        this.synchronisation = new Synchronisation(self.uid(), absent);
        this.fetcher = new SyncFetcher(ports, history);
        timers.startTimerWithFixedDelay(new Tick(), Synchronisation.TICK);
        timers.startSingleTimer(new CheckGaps(), GapRepair.CHECK_DELAY); // messages may wait since the last run
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(ViewChanged.class, this::onViewChanged)
                .onMessage(MessageWaiting.class, m -> performRepair(gapRepair.messageWaiting(m.sender())))
                .onMessage(DigestSeen.class, this::onDigestSeen)
                .onMessage(SyncRequested.class, this::onSyncRequested)
                .onMessage(ResponseReady.class, this::onResponseReady)
                .onMessage(PageRequested.class, this::onPageRequested)
                .onMessage(GetSyncedCount.class, this::onGetSyncedCount)
                .onMessage(CheckGaps.class, m -> onCheckGaps())
                .onMessage(GapsChecked.class, m -> performRepair(gapRepair.gapsChecked(m.missing(), now())))
                .onMessage(GapFetchEnded.class, m -> onGapFetchEnded())
                .onMessage(Tick.class, m -> onTick())
                .onMessage(Compared.class, this::onCompared)
                .onMessage(FetchEnded.class, this::onFetchEnded)
                .onMessage(CatchUpEnded.class, m -> perform(synchronisation.catchUpEnded(m.from(), m.complete())))
                .build();
    }

    private Behavior<Command> onViewChanged(ViewChanged m) {
        gapRepair.viewChanged(m.view());
        return perform(synchronisation.viewChanged(m.view()));
    }

    private Behavior<Command> onDigestSeen(DigestSeen m) {
        return perform(synchronisation.digestReceived(
                m.member(), m.digest(), ports.digest().get(), now()));
    }

    private Behavior<Command> onSyncRequested(SyncRequested m) {
        localLog.state()
                .thenCompose(mine -> start(m.query(), mine.stored())
                        .thenCompose(after -> nicks(m.query())
                                .thenCombine(
                                        localLog.proofs(),
                                        (nicks, proofs) -> new ResponseReady(m, mine, after, nicks, proofs))))
                .whenComplete((ready, cause) -> {
                    if (cause == null) {
                        context.getSelf().tell(ready);
                    } else {
                        m.header().completeExceptionally(cause);
                    }
                });
        return this;
    }

    private CompletionStage<Map<NodeId, Nick>> nicks(SyncQuery query) {
        return query.compare() ? CompletableFuture.completedFuture(Map.of()) : localLog.nicks();
    }

    private CompletionStage<Optional<HistoryPlace>> start(SyncQuery query, VersionVector have) {
        return query.newest() == 0
                ? CompletableFuture.completedFuture(Optional.empty())
                : localLog.placeBefore(have.minus(query.have()), query.newest());
    }

    private Behavior<Command> onResponseReady(ResponseReady m) {
        SyncQuery query = m.request().query();
        m.request().header().complete(SyncResponseHeader.of(query, m.mine(), m.after(), m.nicks(), m.proofs()));
        m.request().from().ifPresent(member -> {
            localLog.memberHolds(member, query.have());
            synchronisation.requestReceived(member, query.state(), m.mine());
        });
        return this;
    }

    private Behavior<Command> onPageRequested(PageRequested m) {
        localLog.readPage(m.header().send(), m.after()).whenComplete((page, cause) -> {
            if (cause == null) {
                m.page().complete(page);
            } else {
                m.page().completeExceptionally(cause);
            }
        });
        return this;
    }

    private Behavior<Command> onGetSyncedCount(GetSyncedCount m) {
        m.reply().complete(synchronisation.syncedCount(ports.digest().get().messages()));
        return this;
    }

    private Behavior<Command> onTick() {
        performRepair(gapRepair.tick());
        return perform(synchronisation.tick(now(), ports.random()));
    }

    private Behavior<Command> onCheckGaps() {
        context.pipeToSelf(
                localLog.missing(),
                (missing, cause) -> new GapsChecked(missing == null ? VersionVector.EMPTY : missing));
        return this;
    }

    private Behavior<Command> onGapFetchEnded() {
        gapRepair.fetchEnded();
        return this;
    }

    private Behavior<Command> onCompared(Compared m) {
        if (m.found() == null) {
            synchronisation.fetchEnded(m.with());
            return this;
        }
        localLog.memberHolds(m.with(), m.found().theirs().stored());
        return perform(
                synchronisation.compared(m.with(), m.found().theirs(), m.found().mine()));
    }

    private Behavior<Command> onFetchEnded(FetchEnded m) {
        synchronisation.fetchEnded(m.from());
        return this;
    }

    private Behavior<Command> performRepair(List<GapRepair.Effect> effects) {
        for (GapRepair.Effect effect : effects) {
            if (effect instanceof GapRepair.Effect.CheckLater check) {
                timers.startSingleTimer(new CheckGaps(), check.after());
            } else if (effect instanceof GapRepair.Effect.Fetch fetch) {
                context.pipeToSelf(fetcher.fetch(fetch.member(), fetch.wanted()), (done, cause) -> new GapFetchEnded());
            } else if (effect instanceof GapRepair.Effect.GiveUp giveUp) {
                context.getLog().warn("no member has {}; continuing without", giveUp.lost());
                localLog.giveUp(giveUp.lost());
            }
        }
        return this;
    }

    private Behavior<Command> perform(List<Synchronisation.Effect> effects) {
        for (Synchronisation.Effect effect : effects) {
            if (effect instanceof Synchronisation.Effect.CatchUp catchUp) {
                performRepair(gapRepair.setPaused(true));
                context.pipeToSelf(
                        fetcher.catchUp(catchUp.from()),
                        (done, cause) -> new CatchUpEnded(catchUp.from().id(), cause == null));
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
