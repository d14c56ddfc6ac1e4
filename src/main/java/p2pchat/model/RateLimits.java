package p2pchat.model;

import java.util.Map;

/**
 * A {@link RateLimit} per origin. The least recently used is removed first, and starts again with a full bucket.
 *
 * <p>Threading: any thread.
 */
public final class RateLimits {

    private static final int MAX_ORIGINS = 4096;

    private final double perSecond;
    private final double burst;
    private final Map<String, RateLimit> byOrigin = new LruMap<>(MAX_ORIGINS);

    /**
     * Creates the limits.
     *
     * @param perSecond the average number from one origin that may pass
     * @param burst the most from one origin that may pass at once
     */
    public RateLimits(double perSecond, double burst) {
        this.perSecond = perSecond;
        this.burst = burst;
    }

    /** Returns whether one more from this origin may pass now, and counts it. */
    public synchronized boolean tryAcquire(String origin, long nowNanos) {
        return byOrigin.computeIfAbsent(origin, unknown -> new RateLimit(perSecond, burst, nowNanos))
                .tryAcquire(nowNanos);
    }
}
