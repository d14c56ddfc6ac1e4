package p2pchat.journal;

import java.util.Optional;
import p2pchat.model.NodeId;

/**
 * A step that this node took or observed.
 *
 * @param at monotonic, in milliseconds
 * @param wallClock milliseconds since 1970, for display
 * @param about the member concerned
 * @param epoch the leadership
 * @param detail the outcome in a word or two; the console sanitises it
 */
public record JournalEntry(long at, long wallClock, Kind kind, Optional<NodeId> about, long epoch, String detail) {

    public enum Kind {
        /** A member did not answer a ping. */
        PING_FAILED,
        /** A member was asked to ping another. */
        ASKED_THROUGH,
        /** The leader became suspected, or is no longer. */
        SUSPECTED,
        /** The leader or a member was declared gone. */
        GAVE_UP,
        /** A member with a lower id was challenged. */
        CHALLENGED,
        /** The leadership was claimed at the directory. */
        CLAIMED,
        /** This node's role changed; {@code about} is the leader, if there is one. */
        ROLE,
        /** A member was informed of the leader. */
        TOLD
    }
}
