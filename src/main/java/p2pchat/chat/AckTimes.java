package p2pchat.chat;

import java.time.Duration;

/** How long one member lately took from the sending of a message to its acknowledgement: what "late" means for it. */
final class AckTimes {

    /** However quick a member is, it may take so long (protocol 2.6). */
    static final Duration MIN_TIMEOUT = Duration.ofMillis(500);

    /** However slow a member is, more is not waited for it. */
    static final Duration MAX_TIMEOUT = Duration.ofSeconds(3);

    /** The slowest of so many stands for the 99th of a hundred. */
    private static final int REMEMBERED = 64;

    private final long[] latest = new long[REMEMBERED];
    private int next;
    private long timeoutMillis = MIN_TIMEOUT.toMillis();

    void add(long millis) {
        latest[next] = millis;
        next = (next + 1) % REMEMBERED;
        long slowest = 0;
        for (long one : latest) {
            slowest = Math.max(slowest, one);
        }
        timeoutMillis = Math.max(MIN_TIMEOUT.toMillis(), Math.min(2 * slowest, MAX_TIMEOUT.toMillis()));
    }

    /** Twice what the slowest took, within bounds; in milliseconds. */
    long timeoutMillis() {
        return timeoutMillis;
    }
}
