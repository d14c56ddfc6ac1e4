package p2pchat.sync;

import java.util.function.Consumer;
import p2pchat.model.NetworkEvent;
import p2pchat.model.VersionVector;

/**
 * Reports the progress of a catch-up across all its queries. Completion is reported exactly once, at the end. Messages that
 * arrived another way count as fetched then. Thread-safe.
 */
final class FetchProgress {

    /** Reports nothing. */
    static final FetchProgress NONE = new FetchProgress(VersionVector.EMPTY, 0, event -> {});

    private final VersionVector had;
    private final int history;
    private final Consumer<NetworkEvent> events;
    private long wanted = -1;
    private long fetched;
    private long shown;

    /**
     * @param had the messages this node held at the beginning
     * @param history number of fetched messages displayed as history, for a new member; otherwise 0
     */
    FetchProgress(VersionVector had, int history, Consumer<NetworkEvent> events) {
        this.had = had;
        this.history = history;
        this.events = events;
    }

    /** The first header determines how many messages are wanted. */
    synchronized void onHeader(VersionVector theirs) {
        if (wanted < 0) {
            wanted = theirs.minus(had).size();
            int first = (int) Math.min(history, wanted);
            if (first > 0) {
                events.accept(new NetworkEvent.Replayed(first, wanted));
            }
            reportUnlessComplete();
        }
    }

    synchronized void stored(int messages, boolean displayed) {
        fetched += messages;
        shown += displayed ? messages : 0;
        reportUnlessComplete();
    }

    /** The catch-up is complete. */
    synchronized void finished() {
        long all = Math.max(0, wanted);
        events.accept(new NetworkEvent.Sync(all, all, Math.min(shown, all)));
    }

    private void reportUnlessComplete() {
        if (fetched < wanted) {
            events.accept(new NetworkEvent.Sync(fetched, wanted, shown));
        }
    }
}
