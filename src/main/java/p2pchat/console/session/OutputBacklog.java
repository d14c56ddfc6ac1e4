package p2pchat.console.session;

import java.util.concurrent.atomic.AtomicLong;
import p2pchat.model.NetworkEvent;

/**
 * Limits the messages of other members that wait for a slow output. Beyond the limit they are counted and left to the
 * log. Thread-safe.
 */
final class OutputBacklog {

    /** Memory of a message besides its text. */
    private static final int OVERHEAD = 512;

    private final long limit;
    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();

    /** @param limit in characters */
    OutputBacklog(long limit) {
        this.limit = limit;
    }

    /** Adds an event. Returns false if it does not fit. */
    boolean add(NetworkEvent event) {
        long size = sizeOf(event);
        if (queued.addAndGet(size) > limit && size > 0) {
            queued.addAndGet(-size);
            skipped.incrementAndGet();
            return false;
        }
        return true;
    }

    /** Removes an event. Returns how many events did not fit since the last call. */
    long remove(NetworkEvent event) {
        queued.addAndGet(-sizeOf(event));
        return skipped.getAndSet(0);
    }

    /** Only messages of others are unbounded in number. */
    private static long sizeOf(NetworkEvent event) {
        return event instanceof NetworkEvent.Spoken spoken && !spoken.own()
                ? spoken.message().text().length() + OVERHEAD
                : 0;
    }
}
