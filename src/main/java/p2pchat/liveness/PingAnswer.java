package p2pchat.liveness;

import java.util.Optional;
import p2pchat.model.Bytes;
import p2pchat.model.Leader;
import p2pchat.model.Refusal;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** The answer to a ping. */
public sealed interface PingAnswer {

    /**
     * A sign of life; a helper returns the pong of the member it was asked to ping.
     *
     * @param view the newest view that the callee knows
     * @param member whether the pinger is in the callee's view
     * @param leading whether the callee leads
     * @param leader the leader that the callee follows
     * @param shown the callee's whole view, if the pinger's is older (H9) or the pinger wants it
     * @param signature of the callee for the {@link Ping.Asker}; the machines only pass it on
     */
    record Pong(
            ViewId view,
            boolean member,
            boolean leading,
            Optional<Leader> leader,
            Optional<View> shown,
            Optional<Bytes> signature)
            implements PingAnswer {

        /** Creates a pong without signature. */
        public Pong(ViewId view, boolean member, boolean leading, Optional<Leader> leader, Optional<View> shown) {
            this(view, member, leading, leader, shown, Optional.empty());
        }
    }

    /** The target of an indirect ping did not answer the callee either. */
    record Unreached() implements PingAnswer {}

    record Refused(Refusal why) implements PingAnswer {}
}
