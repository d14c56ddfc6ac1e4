package p2pchat.liveness;

import java.util.Optional;
import p2pchat.model.Bytes;
import p2pchat.model.MemberId;
import p2pchat.model.Uid;

/** A request of one member to another for a sign of life. */
public sealed interface Ping {

    /**
     * Asks the callee for a pong.
     *
     * @param number the sender's running number for this pair
     * @param lastPong the number of the last pong the sender got from the callee, or 0; closes the callee's round trip (H2)
     * @param wantsView asks for the callee's whole view even if it is not newer
     * @param asker the member for which the callee signs the pong, if the sender pings on its request
     */
    record Direct(long number, long lastPong, boolean wantsView, Optional<Asker> asker) implements Ping {

        /** Creates a ping that asks only for a newer view. */
        public Direct(long number, long lastPong) {
            this(number, lastPong, false, Optional.empty());
        }
    }

    /**
     * Asks the callee to ping this member.
     *
     * @param asker the sender, once its request has arrived
     */
    record Indirect(MemberId target, Optional<Asker> asker) implements Ping {

        /** Creates a request as this node sends it. */
        public Indirect(MemberId target) {
            this(target, Optional.empty());
        }
    }

    /** A member that accepts an indirect pong only with the target's signature over its uid and nonce. */
    record Asker(Uid uid, Bytes nonce) {

        /** The bytes of a nonce. */
        public static final int NONCE_SIZE = 16;
    }
}
