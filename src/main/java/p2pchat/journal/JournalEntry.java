package p2pchat.journal;

import java.util.Optional;
import p2pchat.model.NodeId;

/**
 * A step that this node took or observed.
 *
 * @param at monotonic, in milliseconds
 * @param wallClock milliseconds since 1970, for display
 */
public record JournalEntry(long at, long wallClock, Step step) {

    /** The kinds of steps. */
    public enum Kind {
        /** A member did not answer a ping. */
        PING_FAILED,
        /** A helper was asked to ping a member. */
        PINGED_THROUGH,
        /** The leader became suspected. */
        SUSPECTED,
        /** The leader is no longer suspected. */
        HEARD_AGAIN,
        /** The leader or a member was declared gone. */
        GAVE_UP,
        /** A view that cannot be true was not installed. */
        VIEW_REFUSED,
        LEADER_LIED,
        /** A member with a lower id was asked to take over. */
        CHALLENGED,
        /** The leadership was claimed at the directory. */
        CLAIMED,
        /** A member was informed of the leader. */
        INFORMED,
        /** This node searches the leader. */
        RECOVERING,
        /** This node takes part in an election. */
        ELECTING,
        /** This node follows the leader. */
        FOLLOWED,
        /** This node leads. */
        LED,
        /** This node left. */
        LEFT
    }

    /** The results of a call. */
    public enum Outcome {
        NO_ANSWER,
        /** The callee is another member, or in another state, than the caller assumes. */
        REFUSED,
        /** The helper reaches the member. */
        REACHED,
        /** The helper does not reach the member. */
        UNREACHED,
        /** The member with the lower id takes over the election. */
        TAKES_OVER,
        /** The callee leads. */
        LEADS,
        /** The callee hears the leader. */
        HEARS_LEADER,
        /** The callee installed the view. */
        INSTALLED,
        /** The callee knows a newer leadership. */
        STALE,
        GRANTED,
        /** The directory reaches the leader, which stays. */
        DENIED,
        /** The directory cannot decide now. */
        RETRY
    }

    /**
     * A step towards a change of leader.
     *
     * @param about the member concerned
     * @param epoch the leadership
     * @param outcome the result, if the step is a call
     * @param helper the member asked to ping
     * @param heard the members that the claimant hears, or 0
     */
    public record Step(
            Kind kind,
            Optional<NodeId> about,
            long epoch,
            Optional<Outcome> outcome,
            Optional<NodeId> helper,
            int heard) {

        public Step(Kind kind, Optional<NodeId> about, long epoch) {
            this(kind, about, epoch, Optional.empty(), Optional.empty(), 0);
        }

        public Step(Kind kind, NodeId callee, long epoch, Outcome outcome) {
            this(kind, Optional.of(callee), epoch, Optional.of(outcome), Optional.empty(), 0);
        }
    }
}
