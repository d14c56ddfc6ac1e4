package p2pchat.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.sync.GapRepairTest.member;
import static p2pchat.sync.GapRepairTest.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import p2pchat.model.Digest;
import p2pchat.model.LogState;
import p2pchat.model.Member;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.ShortHash;
import p2pchat.model.SyncedCount;
import p2pchat.model.VersionVector;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.sync.Synchronisation.Effect;

class SynchronisationTest {

    private static final NodeId TWO = new NodeId(2);
    private static final VersionVector FIVE = VersionVector.EMPTY.with(TWO, Ranges.upTo(5));
    private static final VersionVector SEVEN = VersionVector.EMPTY.with(TWO, Ranges.upTo(7));

    private static final Digest LOG = new Digest(7, 7, 7);

    private final Synchronisation machine = new Synchronisation(member(1).uid(), List.of());

    private void inAndUpToDate() {
        machine.viewChanged(view(1, 2, 1, 2, 3));
        machine.catchUpEnded(member(2).id(), true);
    }

    @Test
    void newMemberCatchesUpFromLeader() {
        assertThat(machine.viewChanged(view(1, 2, 1, 2, 3))).contains(new Effect.CatchUp(member(2)));
        assertThat(machine.tick(0, new Random(1))).as("once at a time").noneMatch(Effect.CatchUp.class::isInstance);
    }

    @Test
    void retriesFailedCatchUp() {
        machine.viewChanged(view(1, 2, 1, 2));
        machine.catchUpEnded(member(2).id(), false);
        assertThat(machine.tick(5_000, new Random(1))).contains(new Effect.CatchUp(member(2)));
    }

    /** A leader that sends forged messages keeps nobody from the log. */
    @Test
    void failedCatchUpTurnsToTheNextMember() {
        machine.viewChanged(view(1, 2, 1, 2, 3));
        for (int from : List.of(2, 3, 2)) {
            machine.catchUpEnded(member(from).id(), false);
            assertThat(machine.tick(5_000, new Random(1))).contains(new Effect.CatchUp(member(5 - from)));
        }
    }

    @Test
    void catchesUpOncePerLeader() {
        inAndUpToDate();
        assertThat(machine.viewChanged(view(1, 2, 1, 2, 3, 4))).noneMatch(Effect.CatchUp.class::isInstance);
        assertThat(machine.viewChanged(view(2, 3, 1, 3, 4))).contains(new Effect.CatchUp(member(3)));
    }

    @Test
    void readmittedMemberCatchesUpAgain() { // it missed the views in between
        inAndUpToDate();
        Member back = new Member(member(1).id(), member(1).address(), member(1).nick(), new ViewId(1, 7));
        View later = new View(new ViewId(1, 7), TWO, List.of(back, member(2), member(3)));
        assertThat(machine.viewChanged(later)).contains(new Effect.CatchUp(member(2)));
    }

    @Test
    void nonMemberDoesNotCatchUp() {
        assertThat(machine.viewChanged(view(1, 2, 2, 3))).noneMatch(Effect.CatchUp.class::isInstance);
        assertThat(machine.viewChanged(view(1, 2, 1, 2, 3))).contains(new Effect.CatchUp(member(2)));
    }

    @Test
    void abandonsCatchUpFromLostLeader() { // it died during the request, which fails only after 30 s
        machine.viewChanged(view(1, 2, 1, 2, 3));
        assertThat(machine.viewChanged(view(2, 3, 1, 3)))
                .containsSubsequence(new Effect.EndCatchUp(), new Effect.CatchUp(member(3)));
        assertThat(machine.catchUpEnded(member(2).id(), false)).as("late news").isEmpty();
        assertThat(machine.catchingUp()).isTrue();
        assertThat(machine.catchUpEnded(member(3).id(), true)).containsExactly(new Effect.EndCatchUp());
    }

    @Test
    void newLeaderResumesGapRepair() {
        machine.viewChanged(view(1, 2, 1, 2, 3));
        assertThat(machine.viewChanged(view(2, 1, 1, 3))).contains(new Effect.EndCatchUp());
        assertThat(machine.catchingUp()).isFalse();
    }

    /** The missing messages lie between stored ones. */
    @Test
    void fetchesOnlyTheHole() { // R8: protocol 2.8
        inAndUpToDate();
        VersionVector mine = VersionVector.EMPTY.with(TWO, Ranges.upTo(2).with(new Ranges.Range(5, 7)));
        VersionVector hole = VersionVector.EMPTY.with(TWO, Ranges.NONE.with(new Ranges.Range(3, 4)));
        VersionVector nine = VersionVector.EMPTY.with(TWO, Ranges.upTo(9));
        differs(10_000);
        assertThat(machine.compared(TWO, LogState.of(SEVEN), LogState.of(mine)))
                .noneMatch(Effect.Fetch.class::isInstance);
        differs(12_000);
        assertThat(machine.compared(TWO, LogState.of(nine), LogState.of(mine)))
                .containsExactly(new Effect.Fetch(member(2), hole));
        machine.fetchEnded(TWO);
        differs(14_000);
        assertThat(machine.compared(TWO, LogState.of(nine), LogState.of(SEVEN)))
                .as("the rest came meanwhile, or is on its way")
                .containsExactly(new Effect.Fetch(member(2), nine.minus(SEVEN)));
    }

    @Test
    void fetchesAfterTwoComparisons() { // R8: protocol 2.8
        inAndUpToDate();
        assertThat(differs(10_000)).contains(new Effect.Compare(member(2)));
        assertThat(machine.compared(TWO, LogState.of(FIVE), LogState.of(VersionVector.EMPTY)))
                .noneMatch(Effect.Fetch.class::isInstance);
        assertThat(differs(11_000)).as("two seconds between").isEmpty();
        assertThat(differs(12_000)).contains(new Effect.Compare(member(2)));
        VersionVector mine = VersionVector.EMPTY.with(TWO, Ranges.upTo(2));
        assertThat(machine.compared(TWO, LogState.of(SEVEN), LogState.of(mine)))
                .contains(new Effect.Fetch(member(2), FIVE.minus(mine)));
    }

    @Test
    void backsOffWhileMessagesAreInTransit() {
        inAndUpToDate();
        VersionVector mine = VersionVector.EMPTY;
        int comparisons = 0;
        long arrived = 0;
        for (long now = 10_000;
                now < 110_000;
                now += 500) { // one message every 500 ms, which arrives before the next comparison
            arrived++;
            if (differs(now).contains(new Effect.Compare(member(2)))) {
                comparisons++;
                VersionVector theirs = mine.with(TWO, Ranges.upTo(arrived));
                assertThat(machine.compared(TWO, LogState.of(theirs), LogState.of(mine)))
                        .noneMatch(Effect.Fetch.class::isInstance);
                mine = theirs;
            }
        }
        assertThat(comparisons).isBetween(6, 12);
        same(110_000);
        assertThat(differs(112_000)).as("after agreement as at first").contains(new Effect.Compare(member(2)));
    }

    @Test
    void comparesAtMaximumInterval() {
        inAndUpToDate();
        long comparedAt = 10_000;
        for (long now = 10_000; now < 300_000; now += 500) {
            if (differs(now).contains(new Effect.Compare(member(2)))) {
                machine.compared(
                        TWO,
                        LogState.of(VersionVector.EMPTY), // the other member lacks some and fetches them itself
                        LogState.of(SEVEN));
                comparedAt = now;
            }
            assertThat(now - comparedAt).isLessThan(Synchronisation.MAX_INTERVAL.toMillis());
        }
    }

    /** Attacks 23 and 24: the logs have equal vectors, and may have equal digests. */
    @Test
    void fetchesMessagesOfWhichOtherHoldsAnotherVersion() {
        inAndUpToDate();
        MessageKey last = new MessageKey(TWO, 7);
        LogState mine = ending(new MessageRef(last, new ShortHash(1, 1)), Map.of());
        LogState theirs = ending(new MessageRef(last, new ShortHash(2, 2)), Map.of());
        machine.tick(10_000, new Random(1));
        assertThat(machine.compared(TWO, mine, mine)).isEmpty();
        assertThat(machine.compared(TWO, theirs, mine))
                .containsExactly(new Effect.Fetch(member(2), VersionVector.EMPTY.with(last)));
        assertThat(machine.syncedCount(7)).isEqualTo(new SyncedCount(0, 2));
        machine.fetchEnded(TWO);
        LogState mineProven = ending(new MessageRef(last, new ShortHash(1, 1)), Map.of(TWO, 7L));
        LogState theirsProven = ending(new MessageRef(last, new ShortHash(2, 2)), Map.of(TWO, 7L));
        assertThat(machine.compared(TWO, theirs, mineProven)).isEmpty();
        assertThat(machine.syncedCount(6)).as("one has no proof").isEqualTo(new SyncedCount(0, 2));
        assertThat(machine.compared(TWO, theirsProven, mineProven)).isEmpty();
        assertThat(machine.syncedCount(6)).isEqualTo(new SyncedCount(1, 2));
    }

    private static LogState ending(MessageRef end, Map<NodeId, Long> forks) {
        return new LogState(SEVEN, Map.of(TWO, end), forks, forks.keySet());
    }

    /** Otherwise they would be refused after each comparison. */
    @Test
    void doesNotFetchFromFrozenAuthors() {
        inAndUpToDate();
        LogState frozen = new LogState(FIVE, Map.of(), Map.of(TWO, 5L), Set.of(TWO));
        for (int i = 0; i < 3; i++) {
            assertThat(machine.compared(TWO, LogState.of(SEVEN), frozen)).isEmpty();
        }
        LogState settled = new LogState(FIVE, Map.of(), Map.of(TWO, 5L), Set.of());
        machine.compared(TWO, LogState.of(SEVEN), settled);
        assertThat(machine.compared(TWO, LogState.of(SEVEN), settled))
                .containsExactly(new Effect.Fetch(member(2), SEVEN.minus(FIVE)));
    }

    @Test
    void oneRequestPerMember() {
        inAndUpToDate();
        differs(10_000);
        assertThat(differs(12_000)).as("not answered yet").isEmpty();
        machine.compared(TWO, LogState.of(SEVEN), LogState.of(FIVE));
        assertThat(differs(14_000)).contains(new Effect.Compare(member(2)));
        machine.compared(TWO, LogState.of(SEVEN), LogState.of(FIVE));
        assertThat(differs(16_000)).as("being fetched").isEmpty();
        machine.fetchEnded(TWO);
        assertThat(differs(16_000)).contains(new Effect.Compare(member(2)));
    }

    @Test
    void doesNotFetchDuringCatchUp() {
        inAndUpToDate();
        differs(10_000);
        machine.compared(TWO, LogState.of(SEVEN), LogState.of(FIVE));
        differs(12_000);
        machine.viewChanged(view(2, 3, 1, 2, 3)); // a catch-up from another leader
        assertThat(machine.compared(TWO, LogState.of(SEVEN), LogState.of(FIVE))).isEmpty();
    }

    @Test
    void doesNotCompareDuringCatchUp() {
        machine.viewChanged(view(1, 2, 1, 2, 3));
        assertThat(differs(10_000)).noneMatch(Effect.Compare.class::isInstance);
        machine.catchUpEnded(member(2).id(), true);
        assertThat(differs(10_000)).contains(new Effect.Compare(member(2)));
    }

    @Test
    void limitsConcurrentComparisons() {
        machine.viewChanged(view(1, 2, 1, 2, 3, 4, 5, 6, 7));
        machine.catchUpEnded(member(2).id(), true);
        List<Effect> effects = new ArrayList<>();
        for (int node = 2; node <= 7; node++) {
            effects.addAll(machine.digestReceived(new NodeId(node), Digest.NOTHING, LOG, 10_000));
        }
        assertThat(effects.stream().filter(Effect.Compare.class::isInstance)).hasSize(4);
        machine.fetchEnded(TWO);
        assertThat(machine.digestReceived(new NodeId(7), Digest.NOTHING, LOG, 10_000))
                .contains(new Effect.Compare(member(7)));
    }

    @Test
    void equalDigestsNeedNoComparison() {
        inAndUpToDate();
        assertThat(same(10_000)).isEmpty();
        assertThat(machine.syncedCount(LOG.messages())).isEqualTo(new SyncedCount(1, 2));
        differs(20_000);
        assertThat(machine.syncedCount(LOG.messages())).isEqualTo(new SyncedCount(0, 2));
    }

    /** The other log may lack messages that arrived since. */
    @Test
    void equalMembersCountUntilLogGrows() {
        inAndUpToDate();
        same(10_000);
        assertThat(machine.syncedCount(LOG.messages() + 1)).isEqualTo(new SyncedCount(0, 2));
        machine.requestReceived(TWO, LogState.of(SEVEN), LogState.of(SEVEN));
        assertThat(machine.syncedCount(8)).isEqualTo(new SyncedCount(0, 2));
        assertThat(machine.syncedCount(7)).isEqualTo(new SyncedCount(1, 2));
    }

    @Test
    void requestCountsAsComparison() {
        inAndUpToDate();
        machine.requestReceived(TWO, LogState.of(SEVEN), LogState.of(SEVEN));
        assertThat(machine.syncedCount(7)).isEqualTo(new SyncedCount(1, 2));
        machine.requestReceived(TWO, LogState.of(FIVE), LogState.of(SEVEN));
        assertThat(machine.syncedCount(7)).as("it lacks some").isEqualTo(new SyncedCount(0, 2));
        machine.requestReceived(TWO, LogState.of(SEVEN), LogState.of(FIVE));
        assertThat(machine.syncedCount(5)).as("it has more").isEqualTo(new SyncedCount(0, 2));
    }

    private List<Effect> same(long now) {
        return machine.digestReceived(TWO, LOG, LOG, now);
    }

    private List<Effect> differs(long now) {
        return machine.digestReceived(TWO, Digest.NOTHING, LOG, now);
    }
}
