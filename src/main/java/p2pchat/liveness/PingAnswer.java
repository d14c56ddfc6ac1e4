package p2pchat.liveness;

import java.util.Optional;
import p2pchat.model.Leader;
import p2pchat.model.Refusal;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** How a ping is answered. */
public sealed interface PingAnswer {

    /**
     * I am here; to an indirect ping: it is there, and these are its words.
     *
     * @param view what the callee knows
     * @param member whether the pinger stands in the callee's view
     * @param leading whether the callee leads
     * @param leader whom the callee follows
     * @param newer the callee's whole view, if the pinger's is lower (H9)
     */
    record Pong(ViewId view, boolean member, boolean leading, Optional<Leader> leader, Optional<View> newer)
            implements PingAnswer {}

    /** The member asked about did not answer the callee either. */
    record Unreached() implements PingAnswer {}

    record Refused(Refusal why) implements PingAnswer {}
}
