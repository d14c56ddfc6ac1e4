package p2pchat.console.render;

import java.time.Duration;
import java.util.Optional;
import p2pchat.model.NetworkEvent;

/**
 * How far this node has caught up with what was said in its absence. Most often that is over before anybody could read
 * of it; told is only what takes a while, or is much. Times are in milliseconds since 1970.
 *
 * @param sync how much is here and how much is wanted; empty while nothing is fetched
 * @param since when that began
 * @param moved when it last went on
 * @param now what time it is, as last told
 */
record CatchUpProgress(Optional<NetworkEvent.Sync> sync, long since, long moved, long now) {

    static final CatchUpProgress NOTHING = new CatchUpProgress(Optional.empty(), 0, 0, 0);

    /** What is over sooner is not told. */
    static final Duration LONG = Duration.ofMillis(400);

    /** More messages than this are told at once. */
    static final int SCREENFUL = 50;

    /** Whoever sent them is gone then; when somebody else does, that is told anew. */
    static final Duration GIVEN_UP = Duration.ofSeconds(10);

    private static final int WHOLE = 100;

    CatchUpProgress after(NetworkEvent.Sync next, long time) {
        return next.have() >= next.want()
                ? NOTHING
                : new CatchUpProgress(Optional.of(next), sync.isPresent() ? since : time, time, time);
    }

    /** Time passes. */
    CatchUpProgress at(long time) {
        return sync.isEmpty() || time - moved >= GIVEN_UP.toMillis()
                ? NOTHING
                : new CatchUpProgress(sync, since, moved, time);
    }

    /** How much of it is here, from 0 to 99; empty where nothing is to be told. */
    Optional<Integer> percent() {
        return sync.filter(going -> going.want() > SCREENFUL || now - since >= LONG.toMillis())
                .map(going -> (int) (going.have() * WHOLE / going.want()));
    }
}
