package p2pchat.membership;

import java.util.Optional;
import p2pchat.model.Address;
import p2pchat.model.JoinProof;
import p2pchat.model.Nick;

/**
 * The mission's join_network, sent to a leader. The header carries the id of a returning member.
 *
 * @param visiting see {@link p2pchat.model.Member}
 * @param invited of the caller; empty at the leader, whose roster has judged it before
 * @param admitted whether the roster admits the caller; false while it cannot tell
 */
public record JoinRequest(Nick nick, Address address, boolean visiting, Optional<JoinProof> invited, boolean admitted) {

    public JoinRequest(Nick nick, Address address, boolean visiting) {
        this(nick, address, visiting, Optional.empty(), true);
    }

    /** Returns a request that a leader answers with {@link JoinReply.RetryLater}; others name the leader. */
    public JoinRequest undecided() {
        return new JoinRequest(nick, address, visiting, invited, false);
    }
}
