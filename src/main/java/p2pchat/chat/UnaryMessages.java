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
 * Single messages by single calls, for where the streams do not get through (M8). {@code transport} implements it over
 * gRPC. Nothing here blocks or throws; what cannot be reached fails the future within the timeout.
 */
public interface UnaryMessages {

    /** Hands one message, by whomever it is, to a member. */
    CompletionStage<Receipt> deliver(Member to, ChatMessage message, Duration timeout);

    /** Asks the leader to pass a message of ours on to members that do not get it from us. */
    CompletionStage<RelayAnswer> relay(Member leader, RelayRequest relay, Duration timeout);

    /** What a member says to a message. */
    sealed interface Receipt {
        /** It is durably in its log. */
        record Stored() implements Receipt {}

        /** Never, and why; for people. */
        record Refused(String why) implements Receipt {}

        /** Not now: the member lives and cannot store. */
        record Unable() implements Receipt {}
    }

    /**
     * A message for the leader to pass on.
     *
     * @param body empty where the leader is known to hold the message
     * @param to whom it does not reach from us, ascending
     */
    record RelayRequest(MessageKey key, MessageId id, Optional<ChatMessage> body, List<NodeId> to) {
        /** As many as there may be members. */
        public static final int MAX_DESTINATIONS = 256;

        public RelayRequest {
            to = List.copyOf(to);
            if (to.size() > MAX_DESTINATIONS) {
                throw new IllegalArgumentException("a relay has at most " + MAX_DESTINATIONS + " destinations");
            }
        }
    }

    /** What the leader says to a relay. */
    sealed interface RelayAnswer {
        /** What became of it at each destination. */
        record Outcomes(Map<NodeId, Outcome> of) implements RelayAnswer {
            public Outcomes {
                of = new TreeMap<>(of);
            }
        }

        record NotLeader() implements RelayAnswer {}

        /** The leader does not hold the message: send it whole. */
        record SendBody() implements RelayAnswer {}

        record Refused(String why) implements RelayAnswer {}
    }

    /** What became of a relayed message at one destination. {@code why} is for people, and empty unless refused. */
    record Outcome(Kind kind, String why) {

        public enum Kind {
            STORED,
            /** It can be reached, but does not store. */
            SLOW,
            /** It cannot be reached, and is out of the group now. */
            DROPPED,
            REFUSED,
            /** The leader could not find out in time. */
            PENDING
        }

        static Outcome of(Kind kind) {
            return new Outcome(kind, "");
        }
    }
}
