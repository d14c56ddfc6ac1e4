package p2pchat.transport;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When to say again that a stream's other end lives: the watch counts in half seconds, and a stream may carry a hundred
 * frames in one.
 */
final class KeepaliveLimiter {

    private static final Duration EVERY = Duration.ofMillis(50);

    private final LongSupplier nanos;
    private long last;

    KeepaliveLimiter() {
        this(System::nanoTime);
    }

    KeepaliveLimiter(LongSupplier nanos) {
        this.nanos = nanos;
        this.last = nanos.getAsLong() - EVERY.toNanos();
    }

    /** Whether it is time; if so, it is said. Belongs to one stream, whose frames come one after the other. */
    boolean due() {
        long now = nanos.getAsLong();
        if (now - last < EVERY.toNanos()) {
            return false;
        }
        last = now;
        return true;
    }
}
