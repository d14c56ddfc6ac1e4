package p2pchat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import p2pchat.election.ElectionSettings;
import p2pchat.node.StoreWatch;
import p2pchat.simulation.Scenarios.Times;

/**
 * Covers cases for which chaos is too short or too noisy (protocol 2.11): lasting cuts, failover time, needless
 * elections.
 */
final class ScenarioTest {

    private static final int RUNS = Integer.getInteger("runs", 200);

    static List<Scenarios.Recovery> lastingCuts() {
        return Scenarios.LASTING_CUTS;
    }

    @ParameterizedTest
    @MethodSource("lastingCuts")
    void recoversFromLastingCut(Scenarios.Recovery cut) {
        Times times = cut.measure(RUNS);
        report(cut.name(), times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MAX_RECOVERY_MILLIS);
    }

    @Test
    void replacesKilledLeaderInTime() {
        Times times = Scenarios.leaderDies(false).measure(RUNS);
        report("kill, balanced", times);
        assertThat(times.percentile(50)).isLessThan(150);
        assertThat(times.percentile(99)).isLessThan(Scenarios.MAX_FAILOVER_MILLIS);
    }

    @Test
    void replacesLeaderAfterPowerLossInTime() {
        Times fast = Scenarios.leaderDies(true).measure(RUNS, Profile.FAST);
        Times balanced = Scenarios.leaderDies(true).measure(RUNS, Profile.BALANCED);
        Times relaxed = Scenarios.leaderDies(true).measure(RUNS, Profile.RELAXED);
        report("power loss, fast", fast);
        report("power loss, balanced", balanced);
        report("power loss, relaxed", relaxed);
        assertThat(fast.percentile(50)).isLessThan(1_700);
        assertThat(balanced.percentile(50)).isLessThan(2_500);
        assertThat(balanced.percentile(99)).isLessThan(3_200);
        assertThat(relaxed.percentile(50)).isLessThan(3_500);
    }

    /** A leader that answers and cannot store is replaced like one whose machine vanished (public 6). */
    @Test
    void replacesLeaderWhoseStoreHangs() {
        long limit = StoreWatch.LIMIT.toMillis();
        for (boolean withView : new boolean[] {false, true}) {
            Times times = Scenarios.leadersStoreHangs(withView).measure(RUNS);
            report("the leader's store hangs" + (withView ? ", with a view" : ""), times);
            assertThat(times.percentile(50)).isLessThan(limit + 1_500);
            assertThat(times.percentile(100)).isLessThan(limit + 3_200);
        }
        Times back = Scenarios.leadersStoreRecovers().measure(RUNS);
        report("... and recovers", back);
        assertThat(back.percentile(100)).isLessThan(Scenarios.MAX_RECOVERY_MILLIS);
    }

    @Test
    void showsMessageThatArrivesBeforeItsView() { // H24
        Times times = Scenarios.messageBeforeView(RUNS);
        report("message before view", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MAX_MESSAGE_BEFORE_VIEW_MILLIS);
    }

    @Test
    void shortPausesDoNotChangeLeader() {
        int runs = RUNS / 4; // six minutes each
        double shortest = Scenarios.leaderChangesPerHour(runs, Profile.BALANCED, 800);
        double middle = Scenarios.leaderChangesPerHour(runs, Profile.BALANCED, Scenarios.SHORT_PAUSE_MILLIS);
        double longest = Scenarios.leaderChangesPerHour(runs, Profile.BALANCED, Scenarios.LONG_PAUSE_MILLIS);
        System.out.printf(
                "leader changes per hour, pauses up to 0.8 / 1.5 / 3 s: %.2f / %.2f / %.2f%n",
                shortest, middle, longest);
        assertThat(shortest).isZero();
        assertThat(middle).isLessThan(Scenarios.MAX_CHANGES_PER_HOUR);
        assertThat(longest).isLessThan(Scenarios.MAX_CHANGES_PER_HOUR_LONG_PAUSE);
    }

    @Test
    void memberThatRefusesConnectionsDisturbsNoOthers() {
        UnreachableMember.Outcome worst = UnreachableMember.worst(RUNS / 10, true); // five minutes each
        System.out.println("a member refuses connections: " + worst);
        assertThat(worst.grants()).isZero();
        assertThat(worst.viewsInFirstMinute()).isLessThanOrEqualTo(UnreachableMember.MAX_VIEWS_FIRST_MINUTE);
        assertThat(worst.viewsPerMinute()).isLessThanOrEqualTo(UnreachableMember.MAX_VIEWS_PER_MINUTE);
        assertThat(worst.reports()).isBetween(3L, 10L);
        assertThat(worst.missing()).as("messages since its last join").isLessThan(20);
    }

    @Test
    void memberThatAnswersNoOneDisturbsNoOthers() {
        UnreachableMember.Outcome worst = UnreachableMember.worst(RUNS / 10, false);
        System.out.println("a member answers no one: " + worst);
        assertThat(worst.grants()).isZero();
        assertThat(worst.viewsInFirstMinute()).isLessThanOrEqualTo(4);
        assertThat(worst.viewsPerMinute()).isLessThanOrEqualTo(UnreachableMember.MAX_VIEWS_PER_MINUTE / 2);
        assertThat(worst.missing()).as("messages in flight").isLessThan(10);
    }

    @Test
    void replacesLeaderWhenLowestSurvivorIsUnreachable() {
        Times times = UnreachableMember.lowestSurvivor(RUNS);
        report("the lowest survivor is unreachable", times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MAX_RECOVERY_MILLIS);
    }

    /** Attack 12. */
    @Test
    void replacesLeaderThatShowsTwoViews() {
        Times times = Scenarios.leaderShowsTwoViews().measure(RUNS);
        report("the leader shows two views", times);
        assertThat(times.percentile(100)).isLessThan(10_000);
    }

    /** Attack 39. */
    @Test
    void replacesLeaderThoughLowestSurvivorLies() {
        long limit = 3 * ElectionSettings.BALANCED.coordinatorWait().toMillis();
        for (boolean vouches : new boolean[] {false, true}) {
            Times times = Scenarios.lowestSurvivorLies(vouches).measure(RUNS);
            report("the lowest survivor " + (vouches ? "vouches for the dead" : "stops all candidates"), times);
            assertThat(times.percentile(100)).isLessThan(limit);
        }
    }

    private static void report(String what, Times times) {
        System.out.println(what + ": " + times);
    }
}
