package p2pchat.simulation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs many seeds; of a failing one it keeps only the faults that are needed to fail. */
final class SeedRunner {

    private static final int MOST_FAILURES = 5;

    private SeedRunner() {}

    /** What all runs came to. */
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

    static Summary run(long first, int count) {
        return run(first, count, false);
    }

    static Summary run(long first, int count, boolean talking) {
        long hash = 0;
        List<Long> convergence = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        Map<ChatChecker.Coverage, Integer> reached = new EnumMap<>(ChatChecker.Coverage.class);
        int failed = 0;
        for (long seed = first; seed < first + count; seed++) {
            ChaosRun chaos = new ChaosRun(seed, talking);
            ChaosRun.Outcome outcome = chaos.run(chaos.script, false);
            hash = hash * 31 + outcome.hash();
            convergence.add(outcome.recoveryMillis());
            outcome.coverage().forEach(what -> reached.merge(what, 1, Integer::sum));
            if (outcome.failure().isPresent()) {
                failed++;
                if (failures.size() < MOST_FAILURES) {
                    failures.add("seed " + seed + " of " + chaos.size + " nodes: "
                            + outcome.failure().get() + format(shrink(chaos)));
                }
            }
        }
        if (failed > 0) {
            failures.add(failed + " of " + count + " seeds fail");
        }
        return new Summary(count, hash, convergence, reached, failures);
    }

    static String format(List<Fault> faults) {
        return faults.stream().map(fault -> "\n    " + fault).collect(Collectors.joining());
    }

    /** Leaves out whatever can be left out while the run still fails. */
    static List<Fault> shrink(ChaosRun chaos) {
        List<Fault> script = new ArrayList<>(chaos.script);
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (int i = script.size() - 1; i >= 0; i--) {
                List<Fault> less = new ArrayList<>(script);
                less.remove(i);
                if (chaos.run(less, false).failure().isPresent()) {
                    script = less;
                    smaller = true;
                }
            }
        }
        return script;
    }
}
