package p2pchat.liveness;

import p2pchat.model.MemberId;

/** What one member asks another to prove. The directory's confirm is {@link Liveness#confirmed}. */
public sealed interface Ping {

    /**
     * Are you there?
     *
     * @param number the sender's running number for this pair
     * @param lastPong the number of the last pong it got from the callee, 0 for none: closes the callee's round trip (H2)
     */
    record Direct(long number, long lastPong) implements Ping {}

    /** Ping this member for me. */
    record Indirect(MemberId target) implements Ping {}
}
