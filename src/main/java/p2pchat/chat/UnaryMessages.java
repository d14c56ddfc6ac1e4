package p2pchat.chat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;

/**
 * Single messages in unary calls, used if streams do not get through (M8). Implemented by {@code transport} over gRPC.
 * Never blocks or throws; an unreachable member fails the future within the timeout.
 */
public interface UnaryMessages {

    /** Delivers one message of any author to a member. */
    CompletionStage<Receipt> deliver(Member to, ChatMessage message, Duration timeout);

    /** Asks the leader to relay an own message to members that this node does not reach. */
    CompletionStage<RelayAnswer> relay(Member leader, RelayRequest relay, Duration timeout);

    /** A member's answer to a delivered message. */
    sealed interface Receipt {
        /** The message is durable in the member's log. */
        record Stored() implements Receipt {}

        /** The member refuses the message permanently; {@code why} is for people. */
        record Refused(String why) implements Receipt {}

        /** The member is alive but cannot store now. */
        record Unable() implements Receipt {}
    }

    /**
     * A message for the leader to relay.
     *
     * @param body empty if the leader is known to hold the message
     * @param to members that the author does not reach, ascending
     */
    record RelayRequest(MessageKey key, MessageId id, Optional<ChatMessage> body, List<NodeId> to) {
        /** The maximum number of members. */
        public static final int MAX_DESTINATIONS = 256;

        public RelayRequest {
            to = List.copyOf(to);
            if (to.size() > MAX_DESTINATIONS) {
                throw new IllegalArgumentException("a relay has at most " + MAX_DESTINATIONS + " destinations");
            }
        }
    }

    /** The leader's answer to a relay request. */
    sealed interface RelayAnswer {
        /** The outcome at each destination. */
        record Outcomes(Map<NodeId, Outcome> of) implements RelayAnswer {
            public Outcomes {
                of = new TreeMap<>(of);
            }
        }

        record NotLeader() implements RelayAnswer {}

        /** The leader does not hold the message and needs its body. */
        record SendBody() implements RelayAnswer {}

        record Refused(String why) implements RelayAnswer {}
    }

    /** The outcome at one destination. {@code why} is for people, and empty unless refused. */
    record Outcome(Kind kind, String why) {

        public enum Kind {
            STORED,
            /** The member is reachable but does not store. */
            SLOW,
            /** The member was unreachable and has been dropped from the group. */
            DROPPED,
            REFUSED,
            /** Unknown; the leader did not find out in time. */
            PENDING
        }

        static Outcome of(Kind kind) {
            return new Outcome(kind, "");
        }
    }
}
