package p2pchat.model;

import java.util.concurrent.TimeUnit;

/**
 * A token bucket.
 *
 * <p>Threading: one thread at a time.
 */
public final class RateLimit {

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final double perSecond;
    private final double burst;
    private double left;
    private long updatedAt;

    /**
     * Creates a full bucket.
     *
     * @param perSecond the average number that may pass
     * @param burst the most that may pass at once
     */
    public RateLimit(double perSecond, double burst, long nowNanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.left = burst;
        this.updatedAt = nowNanos;
    }

    /** Returns whether one more may pass now, and counts it. */
    public boolean tryAcquire(long nowNanos) {
        left = Math.min(burst, left + (nowNanos - updatedAt) / NANOS_PER_SECOND * perSecond);
        updatedAt = nowNanos;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
