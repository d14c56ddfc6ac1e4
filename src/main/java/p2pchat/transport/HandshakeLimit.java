package p2pchat.transport;

import p2pchat.model.RateLimit;
import p2pchat.model.RateLimits;

/**
 * Limits how many handshakes the clients of a server may begin, per address and in total, because each takes a
 * millisecond of processor time before anything is known about the client (ADR 0022).
 *
 * <p>Threading: any thread.
 */
final class HandshakeLimit {

    /** About a twentieth of a processor. */
    static final int PER_SECOND = 50;

    /** One machine may run many members with three connections each, which all reconnect at once. */
    static final int BURST = 200;

    private static final int ALL_PER_SECOND = 3 * PER_SECOND;

    /** All members of a large network connect to a new leader at once. */
    private static final int ALL_BURST = 1000;

    private final RateLimit all;
    private final RateLimits byOrigin = new RateLimits(PER_SECOND, BURST);

    HandshakeLimit(long nowNanos) {
        this.all = new RateLimit(ALL_PER_SECOND, ALL_BURST, nowNanos);
    }

    /** Returns whether a client may begin a handshake, and counts it. */
    synchronized boolean tryAcquire(String origin, long nowNanos) {
        return byOrigin.tryAcquire(origin, nowNanos) && all.tryAcquire(nowNanos);
    }
}
