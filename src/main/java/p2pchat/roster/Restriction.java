package p2pchat.roster;

import java.util.List;
import java.util.Optional;
import p2pchat.model.Act;
import p2pchat.model.Cuts;
import p2pchat.model.DeviceKey;
import p2pchat.model.MemberRole;
import p2pchat.model.Statement;

/**
 * A valid statement that takes a role from a person.
 *
 * @param own whether the person itself stated it, so that it binds only what follows
 * @param left the strongest role that it leaves; empty: none
 */
record Restriction(GraphNode node, boolean own, Optional<MemberRole> left) {

    /** Returns whether it takes away this role. */
    boolean takes(MemberRole role) {
        return left.filter(rest -> rest.isAtLeast(role)).isEmpty();
    }

    Cuts cuts() {
        return cuts(node.statement().act());
    }

    static Cuts cuts(Act act) {
        if (act instanceof Act.Remove remove) {
            return remove.cuts();
        } else if (act instanceof Act.SetRole role) {
            return role.cuts();
        } else if (act instanceof Act.Revoke revoke) {
            return revoke.cuts();
        } else {
            return Cuts.NONE;
        }
    }

    /**
     * Returns whether a statement of the restricted person does not count, because the author of the restriction had
     * not seen it: its number is above the cut, or the author had seen another one of this number.
     *
     * @param siblings the other statements with this device and number
     */
    static boolean isBehind(GraphNode restriction, GraphNode node, List<GraphNode> siblings) {
        Statement statement = node.statement();
        DeviceKey device = statement.device();
        long cut = cuts(restriction.statement().act()).statements().getOrDefault(device, 0L);
        return statement.number() > cut
                || (!restriction.follows(node) && siblings.stream().anyMatch(restriction::follows));
    }
}
