package p2pchat.journal;

import java.util.Optional;
import p2pchat.model.NodeId;

/**
 * One step that this node took or saw.
 *
 * @param at milliseconds of the clock that only runs forward: differences are true
 * @param wallClock milliseconds since 1970: for the eye
 * @param about the member it was with, or about
 * @param epoch the leadership it belonged to
 * @param detail how it ended, in a word or two; the console sanitises and words it
 */
public record JournalEntry(long at, long wallClock, Kind kind, Optional<NodeId> about, long epoch, String detail) {

    /** What kind of step. */
    public enum Kind {
        /** A member did not answer a ping. */
        PING_FAILED,
        /** A member was asked to ping another. */
        ASKED_THROUGH,
        /** The leader is in doubt, or is so no more. */
        SUSPECTED,
        /** The leader, or a member, counts as gone. */
        GAVE_UP,
        /** A member that outranks this one was asked whether it takes over. */
        CHALLENGED,
        /** The directory was asked for the lead. */
        CLAIMED,
        /** This node's role changed; {@code about} leads now, if anybody does. */
        ROLE,
        /** A member was told who leads. */
        TOLD
    }
}
