package p2pchat.nds;

import java.util.concurrent.CompletionStage;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;

/** Asks a leader whether it still leads (M7); implemented by {@code transport}. */
public interface LeaderCheck {

    /**
     * The leader's answer.
     *
     * @param leading whether this incarnation leads this epoch now; false is final
     * @param heard itself and the members with a recent round trip (H2)
     */
    record Confirmation(boolean leading, int heard) {}

    /** Asks once, with a deadline; fails if there is no answer. */
    CompletionStage<Confirmation> confirm(NetworkId network, Leader leader, long epoch);
}
