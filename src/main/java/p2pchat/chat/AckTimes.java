package p2pchat.chat;

import java.time.Duration;

/** Recent times from sending a message to a member until its acknowledgement, from which its timeout is derived. */
final class AckTimes {

    /** The shortest timeout, however fast the member is (protocol 2.6). */
    static final Duration MIN_TIMEOUT = Duration.ofMillis(500);

    /** The longest timeout, however slow the member is. */
    static final Duration MAX_TIMEOUT = Duration.ofSeconds(3);

    /** The slowest of this many approximates the 99th percentile. */
    private static final int REMEMBERED = 64;

    private final long[] latest = new long[REMEMBERED];
    private int next;
    private long timeoutMillis = MIN_TIMEOUT.toMillis();

    void add(long millis) {
        latest[next] = millis;
        next = (next + 1) % REMEMBERED;
        long slowest = 0;
        for (long each : latest) {
            slowest = Math.max(slowest, each);
        }
        timeoutMillis = Math.max(MIN_TIMEOUT.toMillis(), Math.min(2 * slowest, MAX_TIMEOUT.toMillis()));
    }

    /** Returns twice the longest recent time, within bounds. */
    long timeoutMillis() {
        return timeoutMillis;
    }
}
