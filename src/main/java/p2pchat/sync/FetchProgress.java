package p2pchat.sync;

import java.util.function.Consumer;
import p2pchat.model.NetworkEvent;
import p2pchat.model.VersionVector;

/**
 * How far the fetching of everything is, over all its queries. It says that it has what it wants once, at the end, so that
 * whoever waits for this waits for no less; what came another way meanwhile counts as fetched then.
 *
 * <p>For any thread.
 */
final class FetchProgress {

    /** For what nobody watches. */
    static final FetchProgress NONE = new FetchProgress(VersionVector.EMPTY, 0, event -> {});

    private final VersionVector had;
    private final int history;
    private final Consumer<NetworkEvent> events;
    private long wanted = -1;
    private long taken;
    private long shown;

    /**
     * Nothing is fetched yet.
     *
     * @param had what this node held at the beginning
     * @param history how many of what is fetched are shown as the history of a newcomer; 0 for anybody else
     */
    FetchProgress(VersionVector had, int history, Consumer<NetworkEvent> events) {
        this.had = had;
        this.history = history;
        this.events = events;
    }

    /** The member holds this; the first time that says how much is wanted. */
    synchronized void onHeader(VersionVector theirs) {
        if (wanted < 0) {
            wanted = theirs.minus(had).size();
            int first = (int) Math.min(history, wanted);
            if (first > 0) {
                events.accept(new NetworkEvent.Replayed(first, wanted));
            }
            tellUnlessAll();
        }
    }

    /** So many more are stored. */
    synchronized void stored(int messages, boolean forTheScreen) {
        taken += messages;
        shown += forTheScreen ? messages : 0;
        tellUnlessAll();
    }

    /** Everything is here. */
    synchronized void finished() {
        long all = Math.max(0, wanted);
        events.accept(new NetworkEvent.Sync(all, all, Math.min(shown, all)));
    }

    private void tellUnlessAll() {
        if (taken < wanted) {
            events.accept(new NetworkEvent.Sync(taken, wanted, shown));
        }
    }
}
