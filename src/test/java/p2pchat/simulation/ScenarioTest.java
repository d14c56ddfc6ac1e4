package p2pchat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import p2pchat.simulation.Scenarios.Times;

/** What chaos is too short or too noisy to judge (protocol 2.11): lasting cuts, the pace of failover, needless changes. */
final class ScenarioTest {

    private static final int RUNS = Integer.getInteger("runs", 200);

    @Test
    void replacesLeaderThatMembersCannotReach() {
        Times times = Scenarios.run(
                RUNS,
                Scenarios.SIZE,
                Profile.BALANCED,
                Scenarios::membersCannotReachLeader,
                Scenarios::othersFollowNewLeader);
        report("members do not reach the leader", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MAX_RECOVERY_MILLIS);
    }

    @Test
    void replacesLeaderThatMembersCannotHear() {
        Times times = Scenarios.run(
                RUNS,
                Scenarios.SIZE,
                Profile.BALANCED,
                Scenarios::membersCannotHearLeader,
                Scenarios::othersFollowNewLeader);
        report("the leader hears and is not heard", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MAX_RECOVERY_MILLIS);
    }

    @Test
    void replacesLeaderThatOnlyDirectoryReaches() {
        Times times = Scenarios.run(
                RUNS,
                Scenarios.SIZE,
                Profile.BALANCED,
                Scenarios::onlyDirectoryReachesLeader,
                Scenarios::othersFollowNewLeader);
        report("only the directory reaches the leader", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MAX_RECOVERY_MILLIS);
    }

    @Test
    void recoversWhenLowestSurvivorLacksDirectory() {
        Times times = Scenarios.run(
                RUNS,
                Scenarios.SIZE,
                Profile.BALANCED,
                Scenarios::lowestSurvivorCutFromDirectory,
                Scenarios::converged);
        report("lowest survivor without a directory", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MAX_RECOVERY_MILLIS);
    }

    @Test
    void recoversWhenRestartedLeaderLacksDirectory() {
        Times times = Scenarios.run(
                RUNS,
                Scenarios.SIZE,
                Profile.BALANCED,
                Scenarios::restartedLeaderCutFromDirectory,
                Scenarios::converged);
        report("leader restarted without a directory", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MAX_RECOVERY_MILLIS);
    }

    @Test
    void reunitesWithLeaderThatDroppedAllMembers() {
        Times times = Scenarios.run(
                RUNS,
                Scenarios.SIZE,
                Profile.BALANCED,
                Scenarios::leaderIsolatedThenCutFromDirectory,
                Scenarios::converged);
        report("leader alone without a directory", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MAX_RECOVERY_MILLIS);
    }

    @Test
    void replacesKilledLeaderInTime() {
        Times times = failover(Profile.BALANCED, false);
        report("kill, balanced", times);
        assertThat(times.percentile(50)).isLessThan(150);
        assertThat(times.percentile(99)).isLessThan(Scenarios.MAX_FAILOVER_MILLIS);
    }

    @Test
    void replacesLeaderAfterPowerLossInTime() {
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
    void showsMessageThatArrivesBeforeItsView() { // H24
        Times times = Scenarios.messageBeforeView(RUNS);
        report("words before the view", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MAX_MESSAGE_BEFORE_VIEW_MILLIS);
    }

    @Test
    void shortPausesDoNotChangeLeader() {
        int runs = RUNS / 4; // six minutes each
        double upToLess = Scenarios.leaderChangesPerHour(runs, Profile.BALANCED, 800);
        double upToMore = Scenarios.leaderChangesPerHour(runs, Profile.BALANCED, Scenarios.SHORT_PAUSE_MILLIS);
        double upToMost = Scenarios.leaderChangesPerHour(runs, Profile.BALANCED, Scenarios.LONG_PAUSE_MILLIS);
        System.out.printf(
                "leader changes per hour, pauses up to 0.8 / 1.5 / 3 s: %.2f / %.2f / %.2f%n",
                upToLess, upToMore, upToMost);
        assertThat(upToLess).isZero();
        assertThat(upToMore).isLessThan(Scenarios.MAX_CHANGES_PER_HOUR);
        assertThat(upToMost).isLessThan(Scenarios.MAX_CHANGES_PER_HOUR_LONG_PAUSE);
    }

    @Test
    void memberThatRefusesConnectionsDisturbsNoOthers() {
        UnreachableMember.Outcome worst = UnreachableMember.worst(RUNS / 10, true); // five minutes each
        System.out.println("one refuses all others: " + worst);
        assertThat(worst.grants()).isZero();
        assertThat(worst.viewsInFirstMinute()).isLessThanOrEqualTo(UnreachableMember.MAX_VIEWS_FIRST_MINUTE);
        assertThat(worst.viewsPerMinute()).isLessThanOrEqualTo(UnreachableMember.MAX_VIEWS_PER_MINUTE);
        assertThat(worst.reports()).isBetween(3L, 10L);
        assertThat(worst.missing()).as("said since it was let in last").isLessThan(20);
    }

    @Test
    void memberThatAnswersNoOneDisturbsNoOthers() {
        UnreachableMember.Outcome worst = UnreachableMember.worst(RUNS / 10, false);
        System.out.println("one answers nobody: " + worst);
        assertThat(worst.grants()).isZero();
        assertThat(worst.viewsInFirstMinute()).isLessThanOrEqualTo(4);
        assertThat(worst.viewsPerMinute()).isLessThanOrEqualTo(UnreachableMember.MAX_VIEWS_PER_MINUTE / 2);
        assertThat(worst.missing()).as("under way").isLessThan(5);
    }

    @Test
    void replacesLeaderWhenLowestSurvivorIsUnreachable() {
        Times times = UnreachableMember.lowestSurvivor(RUNS);
        report("nobody reaches the lowest survivor", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MAX_RECOVERY_MILLIS);
    }

    private static Times failover(Profile profile, boolean powerOff) {
        return Scenarios.run(
                RUNS,
                Scenarios.SIZE,
                profile,
                group -> group.crash(1, powerOff),
                group -> Scenarios.allFollowEpochAfter(group, 1));
    }

    private static void report(String what, Times times) {
        System.out.println(what + ": " + times);
    }
}
