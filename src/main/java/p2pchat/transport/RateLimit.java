package p2pchat.transport;

import java.util.concurrent.TimeUnit;

/**
 * A token bucket.
 *
 * <p>Threading: one thread at a time.
 */
final class RateLimit {

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final double perSecond;
    private final double burst;
    private double left;
    private long updatedAt;

    RateLimit(double perSecond, double burst, long nowNanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.left = burst;
        this.updatedAt = nowNanos;
    }

    boolean tryAcquire(long nowNanos) {
        left = Math.min(burst, left + (nowNanos - updatedAt) / NANOS_PER_SECOND * perSecond);
        updatedAt = nowNanos;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
