package p2pchat.runtime;

import java.util.concurrent.TimeUnit;

/** The monotonic clock. On Linux it stops while the machine is suspended (H6). */
public final class MonotonicClock {

    private MonotonicClock() {}

    /** Returns milliseconds since an arbitrary origin. */
    public static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
