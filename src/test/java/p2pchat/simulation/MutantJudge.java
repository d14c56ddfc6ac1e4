package p2pchat.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The whole simulation, or with the argument {@code chat} that of groups that chat, as one verdict, for {@code src/test/mutants/run}: a mutant of the machines that passes here is a
 * hole in the tests.
 */
final class MutantJudge {

    private static final int SEEDS = Integer.getInteger("seeds", 2_000);

    private static final int CHAT_SEEDS = Integer.getInteger("seeds", 1_000);

    private static final int RUNS = Integer.getInteger("runs", 100);

    private final List<String> failures = new ArrayList<>();

    private MutantJudge() {}

    public static void main(String[] args) {
        MutantJudge judge = new MutantJudge();
        judge.messageBeforeView();
        if (List.of(args).contains("chat")) {
            judge.chaos(CHAT_SEEDS, true);
        } else {
            judge.chaos(SEEDS, false);
            judge.cuts();
            judge.pauses();
            judge.unreachableMember();
        }
        judge.failures.forEach(System.out::println);
        System.exit(judge.failures.isEmpty() ? 0 : 1);
    }

    private void chaos(int seeds, boolean talking) {
        for (long seed = 1; seed <= seeds && failures.isEmpty(); seed++) {
            ChaosRun chaos = new ChaosRun(seed, talking);
            ChaosRun.Outcome outcome = chaos.run(chaos.script, false);
            if (outcome.failure().isPresent()) {
                failures.add("chaos, seed " + seed + ": "
                        + outcome.failure().get().lines().findFirst().orElse(""));
            }
        }
    }

    private void messageBeforeView() {
        try {
            Scenarios.Times times = Scenarios.messageBeforeView(RUNS);
            if (times.percentile(100) > Scenarios.MAX_MESSAGE_BEFORE_VIEW_MILLIS) {
                failures.add("words before the view: " + times);
            }
        } catch (SafetyChecker.Violation violation) {
            failures.add("words before the view: " + violation.getMessage());
        }
    }

    private void cuts() {
        scenario(
                "members do not reach the leader",
                Scenarios::membersCannotReachLeader,
                Scenarios::othersFollowNewLeader);
        scenario("the leader is not heard", Scenarios::membersCannotHearLeader, Scenarios::othersFollowNewLeader);
        scenario(
                "only the directory reaches the leader",
                Scenarios::onlyDirectoryReachesLeader,
                Scenarios::othersFollowNewLeader);
        scenario(
                "the lowest survivor lacks the directory",
                Scenarios::lowestSurvivorCutFromDirectory,
                Scenarios::converged);
        scenario(
                "the leader restarts without the directory",
                Scenarios::restartedLeaderCutFromDirectory,
                Scenarios::converged);
        scenario("the leader was cut off", Scenarios::leaderIsolatedThenCutFromDirectory, Scenarios::converged);
        scenario(
                "the leader dies",
                group -> group.crash(1, false),
                group -> Scenarios.allFollowEpochAfter(group, 1),
                Scenarios.MAX_FAILOVER_MILLIS);
    }

    private void scenario(
            String name, Consumer<SimulatedGroup> happens, Function<SimulatedGroup, BooleanSupplier> isOver) {
        scenario(name, happens, isOver, Scenarios.MAX_RECOVERY_MILLIS);
    }

    private void scenario(
            String name,
            Consumer<SimulatedGroup> happens,
            Function<SimulatedGroup, BooleanSupplier> isOver,
            long most) {
        if (failures.isEmpty()) {
            try {
                Scenarios.Times times = Scenarios.run(RUNS, Scenarios.SIZE, Profile.BALANCED, happens, isOver);
                if (times.percentile(100) > most) {
                    failures.add(name + ": " + times);
                }
            } catch (SafetyChecker.Violation violation) {
                failures.add(
                        name + ": " + violation.getMessage().lines().findFirst().orElse(""));
            }
        }
    }

    private void pauses() {
        if (failures.isEmpty()) {
            double changes = Scenarios.leaderChangesPerHour(RUNS / 2, Profile.BALANCED, Scenarios.SHORT_PAUSE_MILLIS);
            if (changes > Scenarios.MAX_CHANGES_PER_HOUR) {
                failures.add("leader changes per hour: " + changes);
            }
        }
    }

    private void unreachableMember() {
        if (failures.isEmpty()) {
            UnreachableMember.Outcome worst = UnreachableMember.worst(RUNS / 20, true);
            if (worst.grants() > 0 || worst.viewsPerMinute() > UnreachableMember.MAX_VIEWS_PER_MINUTE) {
                failures.add("nobody reaches one: " + worst);
            }
        }
    }
}
