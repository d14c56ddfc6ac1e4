package p2pchat.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.simulation.SimulatedRoster.Standing.READER;
import static p2pchat.simulation.SimulatedRoster.Standing.REMOVED;

import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import p2pchat.model.Role;
import p2pchat.model.View;
import p2pchat.simulation.Scenarios.Times;

/** Single statements in groups of five, of which p1 leads. */
final class StatementScenarioTest {

    private static final int RUNS = Integer.getInteger("runs", 100);

    private static final long SPLIT_MILLIS = 20_000;

    /** Attack 14: the leader is alive, is heard, and ignores its removal. */
    @Test
    void replacesRemovedLeaderThatGoesOn() {
        Times times = measure(
                group -> {
                    group.node(1).defy();
                    state(group, 3, 1, REMOVED);
                },
                Scenarios::othersFollowNewLeader);
        System.out.println("the removed leader goes on: " + times);
        assertThat(times.percentile(100)).isLessThan(3_000);
    }

    @Test
    void replacesLeaderThatBecameReader() {
        Times times = measure(group -> state(group, 3, 1, READER), group -> converged(group, 5));
        System.out.println("the leader became a reader: " + times);
        assertThat(times.percentile(100)).isLessThan(3_000);
    }

    @Test
    void dropsRemovedMemberInTime() {
        Times times = measure(group -> state(group, 3, 5, REMOVED), group -> converged(group, 4));
        System.out.println("a member is removed: " + times);
        assertThat(times.percentile(100)).isLessThan(3_000);
    }

    /** Attack 31: the half that has the leader and not the directory removes a member of the other half. */
    @Test
    void removalInHalfWithoutDirectoryStands() {
        for (int author : new int[] {1, 3}) { // the leader of that half, and a member
            Times times = measure(
                    group -> {
                        split(group, 0, 4, 5);
                        group.run(SPLIT_MILLIS / 2);
                        state(group, author, 5, REMOVED);
                        group.run(SPLIT_MILLIS / 2);
                        assertThat(group.node(5).snapshot().role()).isNotEqualTo(Role.LEFT);
                    },
                    group -> converged(group, 4));
            System.out.println("removed in the half without the directory, after the heal: " + times);
            assertThat(times.percentile(100)).isLessThan(Scenarios.MAX_RECOVERY_MILLIS);
        }
    }

    /** Attack 31: the half without a leader removes the leader of the other half. */
    @Test
    void removalOfLeaderInOtherHalfStands() {
        Times times = measure(
                group -> {
                    split(group, 0, 1, 2);
                    group.run(SPLIT_MILLIS / 2);
                    state(group, 4, 1, REMOVED);
                    group.run(SPLIT_MILLIS / 2);
                },
                group -> converged(group, 4));
        System.out.println("the leader removed in the other half, after the heal: " + times);
        assertThat(times.percentile(100)).isLessThan(Scenarios.MAX_RECOVERY_MILLIS);
    }

    private static Times measure(Consumer<SimulatedGroup> fault, Function<SimulatedGroup, BooleanSupplier> recovered) {
        return Scenarios.run(RUNS, Profile.BALANCED, fault, recovered);
    }

    private static void state(SimulatedGroup group, int author, int person, SimulatedRoster.Standing standing) {
        group.node(author).learn(Set.of(group.world.roster.state(person, standing)));
    }

    private static void split(SimulatedGroup group, int... half) {
        int mask = 0;
        for (int host : half) {
            mask |= 1 << host;
        }
        group.split(mask, SPLIT_MILLIS);
    }

    /** Returns whether the group has this size and follows one leader. */
    private static BooleanSupplier converged(SimulatedGroup group, int size) {
        return () -> group.convergenceProblem().isEmpty()
                && group.activeMembers().size() == size
                && group.activeMembers().stream()
                        .allMatch(node -> node.snapshot()
                                .view()
                                .map(View::members)
                                .filter(members -> members.size() == size)
                                .isPresent());
    }
}
