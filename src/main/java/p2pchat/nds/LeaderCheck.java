package p2pchat.nds;

import java.util.concurrent.CompletionStage;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;

/** Lets the directory see for itself whether a leader still leads (M7). {@code transport} implements it over gRPC. */
public interface LeaderCheck {

    /**
     * What the leader answers.
     *
     * @param leading whether that very incarnation leads that very epoch now; false is final
     * @param heard itself and the members it completed a round trip with lately (H2)
     */
    record Confirmation(boolean leading, int heard) {}

    /** Asks once, with a deadline; fails when there is no answer. The caller decides about a second try. */
    CompletionStage<Confirmation> confirm(NetworkId network, Leader leader, long epoch);
}
