package p2pchat.sync;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import p2pchat.model.Digest;
import p2pchat.model.HistoryPlace;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NodeId;
import p2pchat.model.VersionVector;
import p2pchat.model.View;
import p2pchat.simulation.TrackedFutures;

/** Runs {@link GapRepair} and {@link Synchronisation} like {@link SyncActor}, in virtual time. */
public final class SimulatedSync {

    private final SyncActor.Ports ports;
    private final BiConsumer<Duration, Runnable> timers;
    private final TrackedFutures futures;
    private final GapRepair gapRepair;
    private final Synchronisation synchronisation;
    private final SyncFetcher fetcher;
    private final Deque<Runnable> mailbox = new ArrayDeque<>();
    private boolean busy;

    /** {@code timers} runs tasks after a delay unless the process has ended. */
    public SimulatedSync(
            MemberId self,
            List<Member> absent,
            SyncActor.Ports ports,
            BiConsumer<Duration, Runnable> timers,
            TrackedFutures futures) {
        this.ports = ports;
        this.timers = timers;
        this.futures = futures;
        this.gapRepair = new GapRepair(self.node());
        this.synchronisation = new Synchronisation(self.uid(), absent);
        this.fetcher = new SyncFetcher(ports, Synchronisation.MAX_DISPLAYED);
        scheduleTick();
        timers.accept(GapRepair.CHECK_DELAY, this::checkGaps);
    }

    // --- commands

    public void viewChanged(View view) {
        tell(() -> {
            gapRepair.viewChanged(view);
            perform(synchronisation.viewChanged(view));
        });
    }

    public void messageWaiting(NodeId sender) {
        tell(() -> performRepair(gapRepair.messageWaiting(sender)));
    }

    public void digestReceived(NodeId member, Digest digest) {
        tell(() -> perform(
                synchronisation.digestReceived(member, digest, ports.digest().get(), now())));
    }

    public CompletionStage<SyncResponseHeader> answer(Optional<NodeId> by, SyncQuery query) {
        CompletableFuture<SyncResponseHeader> header = futures.incomplete();
        tell(() -> ports.localLog()
                .state()
                .thenCompose(mine -> start(query, mine.stored())
                        .thenCombine(
                                ports.localLog().proofs(),
                                (after, proofs) -> SyncResponseHeader.of(query, mine, after, Map.of(), proofs)))
                .thenAccept(made -> tell(() -> {
                    header.complete(made);
                    by.ifPresent(node -> ports.localLog().memberHolds(node, query.have()));
                    by.ifPresent(node -> synchronisation.requestReceived(node, query.state(), made.mine()));
                })));
        return header;
    }

    private CompletionStage<Optional<HistoryPlace>> start(SyncQuery query, VersionVector have) {
        return query.newest() == 0
                ? futures.completed(Optional.empty())
                : ports.localLog().placeBefore(have.minus(query.have()), query.newest());
    }

    public CompletionStage<LocalLog.Page> readPage(SyncResponseHeader header, Optional<HistoryPlace> after) {
        return ports.localLog().readPage(header.send(), after);
    }

    /** Returns whether a catch-up is running. */
    public boolean catchingUp() {
        return synchronisation.catchingUp();
    }

    // --- effects

    private void tell(Runnable message) {
        mailbox.add(message);
        if (!busy) {
            busy = true;
            while (!mailbox.isEmpty()) {
                try {
                    mailbox.remove().run();
                } catch (RuntimeException | Error bug) { // otherwise the future would hide it
                    futures.recordFailure(bug);
                }
            }
            busy = false;
        }
    }

    private void scheduleTick() {
        timers.accept(Synchronisation.TICK, () -> {
            tell(() -> {
                performRepair(gapRepair.tick());
                perform(synchronisation.tick(now(), ports.random()));
            });
            scheduleTick();
        });
    }

    private void checkGaps() {
        ports.localLog()
                .missing()
                .thenAccept(missing -> tell(() -> performRepair(gapRepair.gapsChecked(missing, now()))));
    }

    private void performRepair(List<GapRepair.Effect> effects) {
        for (GapRepair.Effect effect : effects) {
            if (effect instanceof GapRepair.Effect.CheckLater check) {
                timers.accept(check.after(), this::checkGaps);
            } else if (effect instanceof GapRepair.Effect.Fetch fetch) {
                fetcher.fetch(fetch.member(), fetch.wanted())
                        .whenComplete((done, cause) -> tell(gapRepair::fetchEnded));
            } else if (effect instanceof GapRepair.Effect.GiveUp lost) {
                ports.localLog().giveUp(lost.lost());
            }
        }
    }

    private void perform(List<Synchronisation.Effect> effects) {
        for (Synchronisation.Effect effect : effects) {
            if (effect instanceof Synchronisation.Effect.CatchUp all) {
                performRepair(gapRepair.setPaused(true));
                fetcher.catchUp(all.from())
                        .whenComplete((done, cause) -> tell(() -> {
                            perform(synchronisation.catchUpEnded(all.from().id(), cause == null));
                        }));
            } else if (effect instanceof Synchronisation.Effect.EndCatchUp) {
                performRepair(gapRepair.setPaused(false));
            } else if (effect instanceof Synchronisation.Effect.Compare compare) {
                fetcher.compare(compare.with())
                        .whenComplete((found, cause) ->
                                tell(() -> compared(compare.with().node(), found)));
            } else if (effect instanceof Synchronisation.Effect.Fetch fetch) {
                fetcher.fetch(fetch.from(), fetch.wanted())
                        .whenComplete((done, cause) -> tell(
                                () -> synchronisation.fetchEnded(fetch.from().node())));
            }
        }
    }

    private void compared(NodeId with, SyncFetcher.@Nullable Comparison found) {
        if (found == null) {
            synchronisation.fetchEnded(with);
        } else {
            ports.localLog().memberHolds(with, found.theirs().stored());
            perform(synchronisation.compared(with, found.theirs(), found.mine()));
        }
    }

    private long now() {
        return ports.clock().getAsLong();
    }
}
