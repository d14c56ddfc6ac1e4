package p2pchat.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Statistics of durations. Percentiles use the nearest rank, so each one is a measured value. */
record Statistics(List<Duration> sorted) {

    Statistics {
        sorted = sorted.stream().sorted().toList();
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
    }

    /** Returns the smallest duration that this percentage (1 to 100) does not exceed. */
    Duration percentile(int percent) {
        int rank = (int) Math.ceil(sorted.size() * percent / 100.0);
        return sorted.get(Math.max(rank, 1) - 1);
    }

    Duration max() {
        return sorted.get(sorted.size() - 1);
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f s", time.toNanos() / 1e9);
    }
}
