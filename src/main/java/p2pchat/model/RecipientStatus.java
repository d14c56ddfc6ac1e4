package p2pchat.model;

import java.time.Duration;
import java.util.Optional;

/**
 * The delivery of one message to one member (protocol 2.6).
 *
 * @param after the time from writing to this state; zero for {@code PENDING}
 * @param via the leader that relayed it, or tried to
 * @param reason for users; may be empty
 */
public record RecipientStatus(NodeId member, State state, Duration after, Optional<NodeId> via, String reason) {

    public enum State {
        /** Not acknowledged yet. */
        PENDING,
        /** Stored; the member acknowledged it itself. */
        DIRECT,
        /** Stored; the leader relayed it. */
        RELAYED,
        /** Reachable, but does not store it. Not retried; synchronisation delivers it later. */
        SLOW,
        /** Dropped from the view before it had the message. It may get it after it returns. */
        DROPPED,
        /** Refused permanently. */
        REFUSED;

        /** Whether the member has the message. */
        public boolean isStored() {
            return this == DIRECT || this == RELAYED;
        }

        /** Whether the state may still change. */
        public boolean isOpen() {
            return this == PENDING || this == SLOW;
        }
    }
}
