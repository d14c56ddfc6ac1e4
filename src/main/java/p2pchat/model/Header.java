package p2pchat.model;

import java.util.Optional;

/**
 * The header of every call between members, without the network id.
 *
 * @param node the sender's id, empty until it has one
 * @param target the incarnation called; empty only at a first contact by address
 * @param view the sender's view
 */
public record Header(Optional<NodeId> node, Uid uid, Optional<Uid> target, ViewId view) {

    /** Whether the call is for another incarnation than this node (H16). */
    public boolean isForOtherThan(Uid self) {
        return target.filter(uid -> !uid.equals(self)).isPresent();
    }

    public Optional<MemberId> sender() {
        return node.map(known -> new MemberId(known, uid));
    }
}
