package p2pchat.model;

import java.time.Duration;
import java.util.Optional;

/**
 * How far one message is with one member (protocol 2.6).
 *
 * @param after how long after the writing it came to stand so; for {@code PENDING} zero
 * @param via whom it went through: the leader that passed it on, or that tried and could not
 * @param reason for people; empty where the state says all
 */
public record RecipientStatus(NodeId member, State state, Duration after, Optional<NodeId> via, String reason) {

    public enum State {
        /** Not acknowledged yet. */
        PENDING,
        /** Stored; the member told us itself. */
        DIRECT,
        /** Stored; the leader passed it on. */
        RELAYED,
        /** It can be reached and does not store; no more tries, its cursor catches up. */
        SLOW,
        /** Out of the group before it had the message. It may get it yet, once it is back. */
        DROPPED,
        /** It said no, for good. */
        REFUSED;

        /** Whether the member has the message. */
        public boolean stored() {
            return this == DIRECT || this == RELAYED;
        }

        /** Whether something is still expected to happen. */
        public boolean open() {
            return this == PENDING || this == SLOW;
        }
    }
}
