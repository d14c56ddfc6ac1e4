package p2pchat.liveness;

import p2pchat.model.MemberId;

/** A request of one member to another for a sign of life. */
public sealed interface Ping {

    /**
     * Asks the callee for a pong.
     *
     * @param number the sender's running number for this pair
     * @param lastPong the number of the last pong the sender got from the callee, or 0; closes the callee's round trip (H2)
     * @param wantsView asks for the callee's whole view even if it is not newer
     */
    record Direct(long number, long lastPong, boolean wantsView) implements Ping {

        /** Creates a ping that asks only for a newer view. */
        public Direct(long number, long lastPong) {
            this(number, lastPong, false);
        }
    }

    /** Asks the callee to ping this member. */
    record Indirect(MemberId target) implements Ping {}
}
