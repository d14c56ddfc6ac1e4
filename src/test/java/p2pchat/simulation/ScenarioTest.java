package p2pchat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import p2pchat.simulation.Scenarios.Times;

/** What chaos is too short or too noisy to judge (protocol 2.11): lasting cuts, the pace of failover, needless changes. */
final class ScenarioTest {

    private static final int RUNS = Integer.getInteger("runs", 200);

    @Test
    void aLeaderThatItsMembersDoNotReachIsReplaced() {
        Times times = Scenarios.run(
                RUNS,
                Scenarios.SIZE,
                Profile.BALANCED,
                Scenarios::membersDoNotReachTheLeader,
                Scenarios::othersFollowOneOfTheirs);
        report("members do not reach the leader", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MOST_MILLIS);
    }

    @Test
    void aLeaderThatHearsAndIsNotHeardIsReplaced() {
        Times times = Scenarios.run(
                RUNS,
                Scenarios.SIZE,
                Profile.BALANCED,
                Scenarios::leaderIsNotHeard,
                Scenarios::othersFollowOneOfTheirs);
        report("the leader hears and is not heard", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MOST_MILLIS);
    }

    @Test
    void aLeaderThatOnlyTheDirectoryReachesIsReplaced() {
        Times times = Scenarios.run(
                RUNS,
                Scenarios.SIZE,
                Profile.BALANCED,
                Scenarios::onlyTheDirectoryReachesTheLeader,
                Scenarios::othersFollowOneOfTheirs);
        report("only the directory reaches the leader", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MOST_MILLIS);
    }

    @Test
    void theLowestSurvivorMayBeCutFromTheDirectoryForGood() {
        Times times = Scenarios.run(
                RUNS, Scenarios.SIZE, Profile.BALANCED, Scenarios::banishTheLowestSurvivor, Scenarios::whole);
        report("lowest survivor without a directory", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MOST_MILLIS);
    }

    @Test
    void aLeaderMayRestartAndBeCutFromTheDirectory() {
        Times times = Scenarios.run(
                RUNS, Scenarios.SIZE, Profile.BALANCED, Scenarios::restartTheLeaderBanished, Scenarios::whole);
        report("leader restarted without a directory", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MOST_MILLIS);
    }

    @Test
    void aLeaderThatDroppedEverybodyIsFoundAgain() {
        Times times = Scenarios.run(
                RUNS, Scenarios.SIZE, Profile.BALANCED, Scenarios::cutOffTheLeaderAndItsDirectory, Scenarios::whole);
        report("leader alone without a directory", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MOST_MILLIS);
    }

    @Test
    void aKilledLeaderIsReplacedWithinAFractionOfASecond() {
        Times times = failover(Profile.BALANCED, false);
        report("kill, balanced", times);
        assertThat(times.percentile(50)).isLessThan(150);
        assertThat(times.percentile(99)).isLessThan(Scenarios.MOST_MILLIS_AFTER_KILL);
    }

    @Test
    void aLeaderWhoseMachineDiesIsReplacedInAboutTwoSeconds() {
        Times fast = failover(Profile.FAST, true);
        Times balanced = failover(Profile.BALANCED, true);
        Times relaxed = failover(Profile.RELAXED, true);
        report("power off, fast", fast);
        report("power off, balanced", balanced);
        report("power off, relaxed", relaxed);
        assertThat(fast.percentile(50)).isLessThan(1_700);
        assertThat(balanced.percentile(50)).isLessThan(2_500);
        assertThat(balanced.percentile(99)).isLessThan(3_200);
        assertThat(relaxed.percentile(50)).isLessThan(3_500);
    }

    @Test
    void wordsThatOvertakeTheViewAreShownAsSoonAsItIsFetched() { // H24
        Times times = Scenarios.wordsBeforeTheView(RUNS);
        report("words before the view", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MOST_MILLIS_FOR_WORDS);
    }

    @Test
    void shortPausesChangeNoLeader() {
        int runs = RUNS / 4; // six minutes each
        double upToLess = Scenarios.leaderChangesPerHour(runs, Profile.BALANCED, 800);
        double upToMore = Scenarios.leaderChangesPerHour(runs, Profile.BALANCED, Scenarios.SHORT_PAUSE);
        double upToMost = Scenarios.leaderChangesPerHour(runs, Profile.BALANCED, Scenarios.LONG_PAUSE);
        System.out.printf(
                "leader changes per hour, pauses up to 0.8 / 1.5 / 3 s: %.2f / %.2f / %.2f%n",
                upToLess, upToMore, upToMost);
        assertThat(upToLess).isZero();
        assertThat(upToMore).isLessThan(Scenarios.MOST_CHANGES);
        assertThat(upToMost).isLessThan(Scenarios.MOST_CHANGES_BY_LONG_ONES);
    }

    @Test
    void oneThatRefusesAllOthersAndReachesThemDisturbsNobody() {
        Unreached.Outcome worst = Unreached.worst(RUNS / 10, true); // five minutes each
        System.out.println("one refuses all others: " + worst);
        assertThat(worst.grants()).isZero();
        assertThat(worst.atFirst()).isLessThanOrEqualTo(Unreached.MOST_AT_FIRST);
        assertThat(worst.perMinute()).isLessThanOrEqualTo(Unreached.MOST_PER_MINUTE);
        assertThat(worst.told()).isBetween(3L, 10L);
        assertThat(worst.lost()).as("said since it was let in last").isLessThan(20);
    }

    @Test
    void oneThatAnswersNobodyAndReachesAllDisturbsNobodyEither() {
        Unreached.Outcome worst = Unreached.worst(RUNS / 10, false);
        System.out.println("one answers nobody: " + worst);
        assertThat(worst.grants()).isZero();
        assertThat(worst.atFirst()).isLessThanOrEqualTo(4);
        assertThat(worst.perMinute()).isLessThanOrEqualTo(Unreached.MOST_PER_MINUTE / 2);
        assertThat(worst.lost()).as("under way").isLessThan(5);
    }

    @Test
    void theLowestSurvivorMayBeOneThatNobodyReaches() {
        Times times = Unreached.lowestSurvivor(RUNS);
        report("nobody reaches the lowest survivor", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MOST_MILLIS);
    }

    private static Times failover(Profile profile, boolean powerOff) {
        return Scenarios.run(
                RUNS,
                Scenarios.SIZE,
                profile,
                group -> group.crash(1, powerOff),
                group -> Scenarios.allFollowAfter(group, 1));
    }

    private static void report(String what, Times times) {
        System.out.println(what + ": " + times);
    }
}
