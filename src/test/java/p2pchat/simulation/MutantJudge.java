package p2pchat.simulation;

import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Runs the simulation until its first failure, for {@code src/test/mutants/run}. With the argument {@code chat} the
 * groups chat, and with {@code byzantine} one of them is not honest. Exits with {@link #CAUGHT} if the simulation fails; a mutant of the machines that passes is a gap in the
 * tests.
 */
final class MutantJudge {

    private static final int SEEDS = Integer.getInteger("seeds", 2_000);

    private static final int CHAT_SEEDS = Integer.getInteger("seeds", 1_000);

    private static final int RUNS = Integer.getInteger("runs", 100);

    private static final int CAUGHT = 3;

    private MutantJudge() {}

    public static void main(String[] args) {
        Optional<String> failure;
        try {
            failure = switch (args[0]) {
                case "byzantine" -> chaos(SEEDS, ChaosRun::byzantine);
                case "chat" -> chatFailure();
                default -> groupFailure();
            };
        } catch (SafetyChecker.Violation violation) {
            failure = Optional.of(firstLine(violation.getMessage()));
        } catch (RuntimeException | AssertionError bug) {
            failure = Optional.of(firstLine(bug.toString()));
        }
        failure.ifPresent(System.out::println);
        System.exit(failure.isEmpty() ? 0 : CAUGHT);
    }

    private static Optional<String> chatFailure() {
        return messageBeforeView().or(() -> chaos(CHAT_SEEDS, seed -> new ChaosRun(seed, true)));
    }

    private static Optional<String> groupFailure() {
        return messageBeforeView()
                .or(() -> chaos(SEEDS, seed -> new ChaosRun(seed, false)))
                .or(MutantJudge::lastingCuts)
                .or(() -> tooSlow(Scenarios.leaderDies(false), Scenarios.MAX_FAILOVER_MILLIS))
                .or(MutantJudge::pauses)
                .or(MutantJudge::unreachableMember);
    }

    private static Optional<String> messageBeforeView() {
        Scenarios.Times times = Scenarios.messageBeforeView(RUNS);
        return failIf(
                times.percentile(100) > Scenarios.MAX_MESSAGE_BEFORE_VIEW_MILLIS, "message before view: " + times);
    }

    private static Optional<String> chaos(int seeds, LongFunction<ChaosRun> runs) {
        return LongStream.rangeClosed(1, seeds)
                .mapToObj(seed -> {
                    ChaosRun run = runs.apply(seed);
                    return run.run(run.script, false)
                            .failure()
                            .map(failure -> "chaos, seed " + seed + ": " + firstLine(failure));
                })
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> lastingCuts() {
        return Scenarios.LASTING_CUTS.stream()
                .map(cut -> tooSlow(cut, Scenarios.MAX_RECOVERY_MILLIS))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> tooSlow(Scenarios.Recovery scenario, long maxMillis) {
        try {
            Scenarios.Times times = scenario.measure(RUNS);
            return failIf(times.percentile(100) > maxMillis, scenario + ": " + times);
        } catch (SafetyChecker.Violation violation) {
            return Optional.of(scenario + ": " + firstLine(violation.getMessage()));
        }
    }

    private static Optional<String> pauses() {
        double changes = Scenarios.leaderChangesPerHour(RUNS / 2, Profile.BALANCED, Scenarios.SHORT_PAUSE_MILLIS);
        return failIf(changes > Scenarios.MAX_CHANGES_PER_HOUR, "leader changes per hour: " + changes);
    }

    private static Optional<String> unreachableMember() {
        UnreachableMember.Outcome worst = UnreachableMember.worst(RUNS / 20, true);
        return failIf(
                worst.grants() > 0 || worst.viewsPerMinute() > UnreachableMember.MAX_VIEWS_PER_MINUTE,
                "unreachable member: " + worst);
    }

    private static Optional<String> failIf(boolean failed, String failure) {
        return failed ? Optional.of(failure) : Optional.empty();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
