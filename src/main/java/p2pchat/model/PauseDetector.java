package p2pchat.model;

import java.time.Duration;

/**
 * Detects that this process stood still. A periodic check that comes late means that this process was silent, not its
 * peers (H6). Times are in milliseconds of a monotonic clock.
 */
public final class PauseDetector {

    private static final long TOLERANCE_MILLIS = 600;

    private final long periodMillis;
    private long due;
    private boolean running;

    /** Expects a check every {@code period} while running. */
    public PauseDetector(Duration period) {
        this.periodMillis = period.toMillis();
    }

    /** Starts or stops the checks and returns {@code needed}. A time without checks is no pause. */
    public boolean run(boolean needed, long now) {
        if (needed && !running) {
            due = now + periodMillis;
        }
        running = needed;
        return needed;
    }

    /** Returns how many milliseconds this check is late if this process stood still, else 0. */
    public long check(long now) {
        long pause = pauseUntil(now);
        due = now + periodMillis;
        return pause;
    }

    /** Returns the same between two checks: for how long this process has stood still, else 0. */
    public long pauseUntil(long now) {
        long late = now - due;
        return late > TOLERANCE_MILLIS ? late : 0;
    }
}
