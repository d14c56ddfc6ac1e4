package p2pchat.model;

import java.util.Optional;

/**
 * What every call between members carries beside its network id, which has picked the callee's network already.
 *
 * @param node the sender's id, empty until it has one
 * @param target the incarnation meant; empty only at a first contact by address
 * @param view what the sender knows
 */
public record Header(Optional<NodeId> node, Uid uid, Optional<Uid> target, ViewId view) {

    /** Whether another incarnation is meant than the one that listens here now (H16). */
    public boolean misses(Uid self) {
        return target.filter(meant -> !meant.equals(self)).isPresent();
    }

    public Optional<MemberId> sender() {
        return node.map(known -> new MemberId(known, uid));
    }
}
