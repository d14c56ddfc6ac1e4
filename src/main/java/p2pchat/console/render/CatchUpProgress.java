package p2pchat.console.render;

import java.time.Duration;
import java.util.Optional;
import p2pchat.model.NetworkEvent;

/**
 * The progress of catching up with messages that this node missed. It is shown only if it takes a while or if there are
 * many messages. Times are in milliseconds since 1970.
 *
 * @param sync the last progress event; empty while nothing is fetched
 * @param since when the catch-up began
 * @param progressAt when the last progress was made
 * @param now the current time
 */
record CatchUpProgress(Optional<NetworkEvent.Sync> sync, long since, long progressAt, long now) {

    static final CatchUpProgress NONE = new CatchUpProgress(Optional.empty(), 0, 0, 0);

    static final Duration SHOWN_AFTER = Duration.ofMillis(400);

    /** More messages than this are shown at once. */
    static final int SCREENFUL = 50;

    /** The source is gone then. Another source starts a new catch-up. */
    static final Duration STALLED_AFTER = Duration.ofSeconds(10);

    private static final int PERCENT = 100;

    CatchUpProgress after(NetworkEvent.Sync next, long time) {
        return next.have() >= next.want()
                ? NONE
                : new CatchUpProgress(Optional.of(next), sync.isPresent() ? since : time, time, time);
    }

    CatchUpProgress at(long time) {
        return sync.isEmpty() || time - progressAt >= STALLED_AFTER.toMillis()
                ? NONE
                : new CatchUpProgress(sync, since, progressAt, time);
    }

    /** Returns the progress from 0 to 99; empty if it is not to be shown. */
    Optional<Integer> percent() {
        return sync.filter(known -> known.want() > SCREENFUL || now - since >= SHOWN_AFTER.toMillis())
                .map(known -> (int) (known.have() * PERCENT / known.want()));
    }
}
