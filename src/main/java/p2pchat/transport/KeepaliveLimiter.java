package p2pchat.transport;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Limits the signs of life that a stream reports to one every 50 ms; liveness needs no more, and frames are frequent.
 */
final class KeepaliveLimiter {

    private static final Duration INTERVAL = Duration.ofMillis(50);

    private final LongSupplier nanos;
    private long last;

    KeepaliveLimiter() {
        this(System::nanoTime);
    }

    KeepaliveLimiter(LongSupplier nanos) {
        this.nanos = nanos;
        this.last = nanos.getAsLong() - INTERVAL.toNanos();
    }

    /** Returns whether to report now, and counts that report. Not for concurrent use. */
    boolean tryAcquire() {
        long now = nanos.getAsLong();
        if (now - last < INTERVAL.toNanos()) {
            return false;
        }
        last = now;
        return true;
    }
}
