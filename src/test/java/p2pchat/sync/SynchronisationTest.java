package p2pchat.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.sync.InboxTest.member;
import static p2pchat.sync.InboxTest.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;
import p2pchat.sync.Synchronisation.Effect;

class SynchronisationTest {

    private static final NodeId TWO = new NodeId(2);
    private static final VersionVector FIVE = VersionVector.EMPTY.with(TWO, Ranges.upTo(5));
    private static final VersionVector SEVEN = VersionVector.EMPTY.with(TWO, Ranges.upTo(7));

    private final Synchronisation machine = new Synchronisation(member(1).uid(), List.of());

    private void inAndUpToDate() {
        machine.view(view(1, 2, 1, 2, 3));
        machine.caughtUp(member(2).id(), true);
    }

    @Test
    void whoComesInFetchesEverythingFromTheLeader() {
        assertThat(machine.view(view(1, 2, 1, 2, 3))).contains(new Effect.CatchUp(member(2)));
        assertThat(machine.tick(0, new Random(1))).as("once at a time").noneMatch(Effect.CatchUp.class::isInstance);
    }

    @Test
    void aLeaderThatCouldNotBeAskedIsAskedAgain() {
        machine.view(view(1, 2, 1, 2));
        machine.caughtUp(member(2).id(), false);
        assertThat(machine.tick(5_000, new Random(1))).contains(new Effect.CatchUp(member(2)));
    }

    @Test
    void anotherLeaderIsAskedAnewAndTheSameOneIsNot() {
        inAndUpToDate();
        assertThat(machine.view(view(1, 2, 1, 2, 3, 4))).noneMatch(Effect.CatchUp.class::isInstance);
        assertThat(machine.view(view(2, 3, 1, 3, 4))).contains(new Effect.CatchUp(member(3)));
    }

    @Test
    void aLeaderThatIsGoneIsNotWaitedFor() { // it died with the question in its hands, and nobody says so for 30 s
        machine.view(view(1, 2, 1, 2, 3));
        assertThat(machine.view(view(2, 3, 1, 3)))
                .containsSubsequence(new Effect.CatchUpOver(), new Effect.CatchUp(member(3)));
        assertThat(machine.caughtUp(member(2).id(), false)).as("late news").isEmpty();
        assertThat(machine.catchingUp()).isTrue();
        assertThat(machine.caughtUp(member(3).id(), true)).containsExactly(new Effect.CatchUpOver());
    }

    @Test
    void whoLeadsAfterALeaderThatIsGoneLooksAfterItsGapsAgain() {
        machine.view(view(1, 2, 1, 2, 3));
        assertThat(machine.view(view(2, 1, 1, 3))).contains(new Effect.CatchUpOver());
        assertThat(machine.catchingUp()).isFalse();
    }

    @Test
    void whatTwoComparisonsShowMissingIsFetchedAndWhatIsOnItsWayIsNot() { // R8: protocol 2.8
        inAndUpToDate();
        assertThat(machine.digest(TWO, false, 10_000)).contains(new Effect.Compare(member(2)));
        assertThat(machine.compared(TWO, FIVE, VersionVector.EMPTY)).noneMatch(Effect.Fetch.class::isInstance);
        assertThat(machine.digest(TWO, false, 11_000)).as("two seconds between").isEmpty();
        assertThat(machine.digest(TWO, false, 12_000)).contains(new Effect.Compare(member(2)));
        VersionVector mine = VersionVector.EMPTY.with(TWO, Ranges.upTo(2));
        assertThat(machine.compared(TWO, SEVEN, mine)).contains(new Effect.Fetch(member(2), FIVE.minus(mine)));
    }

    @Test
    void logsThatDifferOnlyByWhatIsOnItsWayAreComparedLessAndLessOften() {
        inAndUpToDate();
        VersionVector mine = VersionVector.EMPTY;
        int comparisons = 0;
        long arrived = 0;
        for (long now = 10_000; now < 110_000; now += 500) { // a message each half second, here at the next look
            arrived++;
            if (machine.digest(TWO, false, now).contains(new Effect.Compare(member(2)))) {
                comparisons++;
                VersionVector theirs = mine.with(TWO, Ranges.upTo(arrived));
                assertThat(machine.compared(TWO, theirs, mine)).noneMatch(Effect.Fetch.class::isInstance);
                mine = theirs;
            }
        }
        assertThat(comparisons).isBetween(6, 12);
        machine.digest(TWO, true, 110_000);
        assertThat(machine.digest(TWO, false, 112_000))
                .as("after agreement as at first")
                .contains(new Effect.Compare(member(2)));
    }

    @Test
    void whileEverythingIsFetchedNothingIsCompared() {
        machine.view(view(1, 2, 1, 2, 3));
        assertThat(machine.digest(TWO, false, 10_000)).noneMatch(Effect.Compare.class::isInstance);
        machine.caughtUp(member(2).id(), true);
        assertThat(machine.digest(TWO, false, 10_000)).contains(new Effect.Compare(member(2)));
    }

    @Test
    void onlyFourAreComparedWithAtATime() {
        machine.view(view(1, 2, 1, 2, 3, 4, 5, 6, 7));
        machine.caughtUp(member(2).id(), true);
        List<Effect> effects = new ArrayList<>();
        for (int node = 2; node <= 7; node++) {
            effects.addAll(machine.digest(new NodeId(node), false, 10_000));
        }
        assertThat(effects.stream().filter(Effect.Compare.class::isInstance)).hasSize(4);
        machine.failed(TWO);
        assertThat(machine.digest(new NodeId(7), false, 10_000)).contains(new Effect.Compare(member(7)));
    }

    @Test
    void equalDigestsCostNothing() {
        inAndUpToDate();
        assertThat(machine.digest(TWO, true, 10_000)).containsExactly(new Effect.Report(1, 2));
        assertThat(machine.digest(TWO, true, 20_000)).isEmpty();
        assertThat(machine.digest(TWO, false, 20_000)).contains(new Effect.Report(0, 2));
    }

    @Test
    void whoAsksSaysThatItDiffersOrThatItIsTheSame() {
        inAndUpToDate();
        assertThat(machine.digest(TWO, true, 10_000)).containsExactly(new Effect.Report(1, 2));
        assertThat(machine.asked(TWO, FIVE, SEVEN)).as("it lacks some").containsExactly(new Effect.Report(0, 2));
        assertThat(machine.asked(TWO, SEVEN, SEVEN)).containsExactly(new Effect.Report(1, 2));
        assertThat(machine.asked(TWO, SEVEN, FIVE)).as("it has more").containsExactly(new Effect.Report(0, 2));
    }

    @Test
    void aDroppedMemberIsComparedWithToo() { // else a leader that was cut off and evicted everybody leads alone for
        // ever
        inAndUpToDate();
        machine.view(view(1, 2, 1, 2));
        TreeSet<NodeId> with = new TreeSet<>();
        Random random = new Random(7);
        for (long now = 10_000; now < 200_000; now += 5_000) {
            for (Effect effect : machine.tick(now, random)) {
                if (effect instanceof Effect.Compare compare) {
                    with.add(compare.with().node());
                    machine.failed(compare.with().node());
                }
            }
        }
        assertThat(with).containsExactly(TWO, new NodeId(3));
    }
}
