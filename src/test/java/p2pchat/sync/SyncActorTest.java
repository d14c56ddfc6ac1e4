package p2pchat.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.sync.GapRepairTest.member;
import static p2pchat.sync.GapRepairTest.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.model.Digest;
import p2pchat.model.LogState;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/** Uses manual time. Other members respond when the test completes their futures. */
class SyncActorTest {

    private static final VersionVector HELD = VersionVector.EMPTY.with(new NodeId(2), Ranges.upTo(3));
    private static final VersionVector GAP = VersionVector.EMPTY.with(new NodeId(2), Ranges.NONE.with(9));

    private static final Map<NodeId, Nick> NICKS =
            Map.of(new NodeId(2), new Nick("bob"), new NodeId(3), new Nick("cem"));

    private record Pull(Member from, SyncQuery query, RemoteLogs.Receiver taker, CompletableFuture<Void> done) {}

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final BlockingQueue<Pull> pulls = new LinkedBlockingQueue<>();
    private final BlockingQueue<Map.Entry<NodeId, VersionVector>> vectors = new LinkedBlockingQueue<>();
    private final BlockingQueue<VersionVector> pasts = new LinkedBlockingQueue<>();
    private final BlockingQueue<NetworkEvent> events = new LinkedBlockingQueue<>();
    private volatile VersionVector missing = VersionVector.EMPTY;
    private volatile VersionVector held = HELD;
    private final ActorRef<SyncActor.Command> actor = wanting(7);

    private ActorRef<SyncActor.Command> wanting(int history) {
        return kit.spawn(SyncActor.create(
                member(1).id(),
                List.of(),
                history,
                new SyncActor.Ports(
                        new HeldCopy(),
                        this::pull,
                        () -> Digest.NOTHING,
                        events::add,
                        () -> 0,
                        () -> 0,
                        new Random(1))));
    }

    private CompletionStage<Void> pull(Member from, SyncQuery query, RemoteLogs.Receiver taker) {
        Pull pull = new Pull(from, query, taker, new CompletableFuture<>());
        pulls.add(pull);
        return pull.done();
    }

    private final class HeldCopy implements EmptyLog {
        @Override
        public CompletionStage<VersionVector> stored() {
            return CompletableFuture.completedFuture(held);
        }

        @Override
        public CompletionStage<VersionVector> missing() {
            return CompletableFuture.completedFuture(missing);
        }

        @Override
        public void historyFetched(VersionVector leaders, long before) {
            pasts.add(leaders);
        }

        @Override
        public CompletionStage<Map<NodeId, Nick>> nicks() {
            return CompletableFuture.completedFuture(NICKS);
        }

        @Override
        public void memberHolds(NodeId member, VersionVector held) {
            vectors.add(Map.entry(member, held));
        }
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private Pull next() throws InterruptedException {
        Pull pull = pulls.poll(5, TimeUnit.SECONDS);
        assertThat(pull).as("a question to a member").isNotNull();
        return pull;
    }

    /** A digest has no effect before the catch-up ended. Digests arrive with every ping. */
    private Pull comparing(SyncActor.DigestSeen digest) throws InterruptedException {
        Pull pull = null;
        for (int i = 0; i < 50 && pull == null; i++) {
            actor.tell(digest);
            pull = pulls.poll(100, TimeUnit.MILLISECONDS);
        }
        assertThat(pull).as("a question to a member").isNotNull();
        return pull;
    }

    private void caughtUp() throws InterruptedException {
        actor.tell(new SyncActor.ViewChanged(view(1, 2, 1, 2, 3)));
        next().done().complete(null);
        next().done().complete(null);
    }

    @Test
    void fetchesNewestFirstFromLeader() throws Exception {
        actor.tell(new SyncActor.ViewChanged(view(1, 2, 1, 2, 3)));
        Pull newest = next();
        assertThat(newest.from()).isEqualTo(member(2));
        assertThat(newest.query()).isEqualTo(SyncQuery.newest(HELD, Synchronisation.MAX_DISPLAYED));
        assertThat(pulls).as("one after the other").isEmpty();
        VersionVector leaders = HELD.with(new NodeId(2), Ranges.upTo(5));
        newest.taker().onHeader(LogState.of(leaders), Map.of(), List.of());
        assertThat(pasts).as("before the newest are here").isEmpty();
        newest.done().complete(null);
        assertThat(next().query()).isEqualTo(SyncQuery.all(HELD));
        assertThat(pasts).containsExactly(leaders);
    }

    @Test
    void newMemberDisplaysRequestedHistory() throws Exception {
        held = VersionVector.EMPTY;
        actor.tell(new SyncActor.ViewChanged(view(1, 2, 1, 2, 3)));
        assertThat(next().query()).isEqualTo(SyncQuery.newest(VersionVector.EMPTY, 7));
    }

    @Test
    void newMemberWithoutHistoryStillFetchesAll() throws Exception {
        held = VersionVector.EMPTY;
        wanting(0).tell(new SyncActor.ViewChanged(view(1, 2, 1, 2, 3)));
        Pull first = next();
        assertThat(first.query()).isEqualTo(SyncQuery.compare(LogState.of(VersionVector.EMPTY)));
        first.taker().onHeader(LogState.of(HELD), Map.of(), List.of());
        first.done().complete(null);
        assertThat(next().query()).isEqualTo(SyncQuery.all(VersionVector.EMPTY));
    }

    /** Programs wait for this event before they send, even if nothing else is fetched. */
    @Test
    void reportsCompletionExactlyOnce() throws Exception {
        actor.tell(new SyncActor.ViewChanged(view(1, 2, 1, 2, 3)));
        Pull newest = next();
        newest.taker().onHeader(LogState.of(HELD.with(new NodeId(2), Ranges.upTo(5))), Map.of(), List.of());
        assertThat(events.poll(5, TimeUnit.SECONDS)).isEqualTo(new NetworkEvent.Sync(0, 2));
        newest.done().complete(null);
        Pull rest = next();
        assertThat(events).isEmpty();
        rest.taker().onHeader(LogState.of(HELD.with(new NodeId(2), Ranges.upTo(5))), Map.of(), List.of());
        rest.done().complete(null);
        assertThat(events.poll(5, TimeUnit.SECONDS)).isEqualTo(new NetworkEvent.Sync(2, 2));
        assertThat(events).isEmpty();
    }

    @Test
    void retriesFailedLeaderAtNextTick() throws Exception {
        actor.tell(new SyncActor.ViewChanged(view(1, 2, 1, 2)));
        next().done().completeExceptionally(new IllegalStateException("gone"));
        CompletableFuture<p2pchat.model.SyncedCount> seen = new CompletableFuture<>();
        actor.tell(new SyncActor.GetSyncedCount(seen));
        seen.get(5, TimeUnit.SECONDS);
        time.timePasses(Synchronisation.TICK);
        assertThat(next().query()).isEqualTo(SyncQuery.newest(HELD, Synchronisation.MAX_DISPLAYED));
    }

    @Test
    void tickFetchesGapsFoundLater() throws Exception {
        caughtUp();
        settled();
        time.timePasses(GapRepair.CHECK_DELAY);
        settled();
        settled(); // the check has completed
        missing = GAP;
        time.timePasses(Synchronisation.TICK);
        settled();
        time.timePasses(GapRepair.CHECK_DELAY);
        Pull pull = next();
        while (!pull.query().equals(SyncQuery.these(HELD, GAP))) { // comparisons continue meanwhile
            pull = next();
        }
        assertThat(pull.from()).isIn(member(2), member(3));
    }

    private void settled() throws Exception {
        CompletableFuture<p2pchat.model.SyncedCount> seen = new CompletableFuture<>();
        actor.tell(new SyncActor.GetSyncedCount(seen));
        seen.get(5, TimeUnit.SECONDS);
    }

    @Test
    void fetchesGapFromSender() throws Exception {
        caughtUp();
        missing = GAP;
        actor.tell(new SyncActor.MessageWaiting(new NodeId(3)));
        CompletableFuture<p2pchat.model.SyncedCount> seen = new CompletableFuture<>();
        actor.tell(new SyncActor.GetSyncedCount(seen));
        seen.get(5, TimeUnit.SECONDS);
        time.timePasses(GapRepair.CHECK_DELAY);
        Pull gap = next();
        assertThat(gap.from()).isEqualTo(member(3));
        assertThat(gap.query()).isEqualTo(SyncQuery.these(HELD, GAP));
    }

    @Test
    void answersSyncRequests() throws Exception {
        CompletableFuture<SyncResponseHeader> offer = new CompletableFuture<>();
        actor.tell(new SyncActor.SyncRequested(Optional.of(new NodeId(2)), SyncQuery.all(VersionVector.EMPTY), offer));
        assertThat(offer.get(5, TimeUnit.SECONDS))
                .isEqualTo(new SyncResponseHeader(
                        LogState.of(HELD), HELD, Optional.empty(), Map.of(new NodeId(2), new Nick("bob")), List.of()));
        assertThat(vectors.poll(5, TimeUnit.SECONDS)).isEqualTo(Map.entry(new NodeId(2), VersionVector.EMPTY));
    }

    @Test
    void comparisonUpdatesCursors() throws Exception {
        caughtUp();
        Pull compared = comparing(new SyncActor.DigestSeen(new NodeId(3), new Digest(7, 7, 7)));
        assertThat(compared.query()).isEqualTo(SyncQuery.compare(LogState.of(HELD)));
        compared.taker().onHeader(LogState.of(GAP), Map.of(), List.of());
        compared.done().complete(null);
        assertThat(vectors.poll(5, TimeUnit.SECONDS)).isEqualTo(Map.entry(new NodeId(3), GAP));
    }
}
