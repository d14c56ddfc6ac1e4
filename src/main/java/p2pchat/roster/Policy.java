package p2pchat.roster;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Genesis;

/**
 * Who may enter a network, by the newest statements about it; of concurrent ones, the strictest counts.
 *
 * @param wasOpen whether it ever was open and not locked
 */
record Policy(AdmissionPolicy policy, boolean locked, boolean wasOpen) {

    static Policy of(Genesis genesis, List<GraphNode> policies) {
        AdmissionPolicy policy = AdmissionPolicy.OPEN;
        boolean locked = false;
        for (GraphNode node : newest(policies)) {
            Act.SetPolicy act = act(node);
            policy = isStricter(act.policy(), policy) ? act.policy() : policy;
            locked |= act.locked();
        }
        boolean wasOpen = genesis.policy() == AdmissionPolicy.OPEN
                || policies.stream().anyMatch(node -> Admissions.isOpen(act(node)));
        return new Policy(policies.isEmpty() ? genesis.policy() : policy, locked, wasOpen);
    }

    private static boolean isStricter(AdmissionPolicy one, AdmissionPolicy other) {
        return other == AdmissionPolicy.OPEN || (other == AdmissionPolicy.APPROVE && one == AdmissionPolicy.INVITE);
    }

    private static Act.SetPolicy act(GraphNode node) {
        return (Act.SetPolicy) node.statement().act();
    }

    /** Returns those that no other one follows. */
    static List<GraphNode> newest(List<GraphNode> ordered) {
        List<GraphNode> newest = new ArrayList<>();
        BitSet older = new BitSet();
        for (int i = ordered.size() - 1; i >= 0; i--) {
            GraphNode node = ordered.get(i);
            if (!older.get(node.id())) {
                newest.add(node);
                older.or(node.past());
            }
        }
        return newest;
    }
}
