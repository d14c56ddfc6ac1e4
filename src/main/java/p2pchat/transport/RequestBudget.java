package p2pchat.transport;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the unfinished requests of one server may occupy together.
 *
 * <p>Threading: any thread.
 */
final class RequestBudget {

    private final int maxRequests;
    private final long maxBytes;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    RequestBudget(int maxRequests, long maxBytes) {
        this.maxRequests = maxRequests;
        this.maxBytes = maxBytes;
    }

    /** Returns whether one more request fits; {@link #requestEnded} must follow in either case. */
    boolean requestStarted() {
        return requests.incrementAndGet() <= maxRequests;
    }

    void requestEnded() {
        requests.decrementAndGet();
    }

    /** Counts bytes of frames that are not yet complete, or frees them; returns whether all fit. */
    boolean bytesHeld(long more) {
        return bytes.addAndGet(more) <= maxBytes;
    }
}
