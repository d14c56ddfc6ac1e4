package p2pchat.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Durations in sum: by nearest rank, so that every figure is one that was really seen. */
record Statistics(List<Duration> sorted) {

    Statistics {
        sorted = sorted.stream().sorted().toList();
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
    }

    /** The smallest that so many percent (1 to 100) do not exceed. */
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
