package p2pchat.console.session;

import java.util.concurrent.atomic.AtomicLong;
import p2pchat.model.NetworkEvent;

/**
 * How much of what others say waits for a slow output. Beyond the limit it is counted and left to the log. May be used
 * from any thread.
 */
final class OutputBacklog {

    /** What a message takes beside its text. */
    private static final int OVERHEAD = 512;

    private final long limit;
    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();

    /** A backlog of so many characters. */
    OutputBacklog(long limit) {
        this.limit = limit;
    }

    /** Whether there is room for the event, which then counts. */
    boolean admits(NetworkEvent event) {
        long size = sizeOf(event);
        if (queued.addAndGet(size) > limit && size > 0) {
            queued.addAndGet(-size);
            skipped.incrementAndGet();
            return false;
        }
        return true;
    }

    /** The event waits no longer. Returns how many were skipped since the last one. */
    long taken(NetworkEvent event) {
        queued.addAndGet(-sizeOf(event));
        return skipped.getAndSet(0);
    }

    /** Only what others say comes in any number; everything else is bounded by what this node does. */
    private static long sizeOf(NetworkEvent event) {
        return event instanceof NetworkEvent.Spoken spoken && !spoken.own()
                ? spoken.message().text().length() + OVERHEAD
                : 0;
    }
}
