package p2pchat;

import java.util.concurrent.TimeUnit;

/** The clock that only runs forward. On Linux it stands still while the machine is suspended (H6). */
final class Clocks {

    private Clocks() {}

    /** Milliseconds since some moment before this process began. */
    static long monotonic() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
