package p2pchat.runtime;

import java.util.concurrent.TimeUnit;

/** The clock that only runs forward. On Linux it stands still while the machine is suspended (H6). */
final class MonotonicClock {

    private MonotonicClock() {}

    /** Milliseconds since some moment before this process began. */
    static long monotonic() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
