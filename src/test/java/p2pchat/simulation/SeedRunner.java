package p2pchat.simulation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** Runs many seeds and shrinks the fault script of each failing one. */
final class SeedRunner {

    private static final int MAX_REPORTED_FAILURES = 5;

    private SeedRunner() {}

    record Summary(
            int runs,
            long hash,
            List<Long> recoveryMillis,
            Map<ChatChecker.Coverage, Integer> coverage,
            List<String> failures) {

        long percentile(int percent) {
            List<Long> sorted = recoveryMillis.stream().sorted().toList();
            return sorted.isEmpty() ? 0 : sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
        }
    }

    static Summary run(long first, int count, LongFunction<ChaosRun> runs) {
        long hash = 0;
        List<Long> recoveryMillis = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        Map<ChatChecker.Coverage, Integer> coverage = new EnumMap<>(ChatChecker.Coverage.class);
        int failed = 0;
        for (long seed = first; seed < first + count; seed++) {
            ChaosRun run = runs.apply(seed);
            ChaosRun.Outcome outcome = run.run(run.script, false);
            hash = hash * 31 + outcome.hash();
            recoveryMillis.add(outcome.recoveryMillis());
            outcome.coverage().forEach(covered -> coverage.merge(covered, 1, Integer::sum));
            if (outcome.failure().isPresent()) {
                failed++;
                if (failures.size() < MAX_REPORTED_FAILURES) {
                    failures.add("seed " + seed + " of " + run.size + " nodes: "
                            + outcome.failure().get() + format(shrink(run)));
                }
            }
        }
        if (failed > 0) {
            failures.add(failed + " of " + count + " seeds fail");
        }
        return new Summary(count, hash, recoveryMillis, coverage, failures);
    }

    /** Runs one seed and throws its transcript, script, and failure if it fails. */
    static void assertPasses(ChaosRun run) {
        ChaosRun.Outcome outcome = run.run(run.script, true);
        outcome.failure().ifPresent(failure -> {
            throw new AssertionError(outcome.transcript() + format(run.script) + "\n" + failure);
        });
    }

    private static String format(List<Fault> faults) {
        return faults.stream().map(fault -> "\n    " + fault).collect(Collectors.joining());
    }

    /** Removes every fault without which the run still fails. */
    private static List<Fault> shrink(ChaosRun run) {
        List<Fault> script = new ArrayList<>(run.script);
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (int i = script.size() - 1; i >= 0; i--) {
                List<Fault> less = new ArrayList<>(script);
                less.remove(i);
                if (run.run(less, false).failure().isPresent()) {
                    script = less;
                    smaller = true;
                }
            }
        }
        return script;
    }
}
