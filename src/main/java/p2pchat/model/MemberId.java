package p2pchat.model;

/** Identifies a member by its number and the incarnation of its store. Either alone is ambiguous (H2, H16). */
public record MemberId(NodeId node, Uid uid) implements Comparable<MemberId> {

    @Override
    public int compareTo(MemberId other) {
        int byNode = node.compareTo(other.node);
        return byNode != 0 ? byNode : uid.compareTo(other.uid);
    }

    @Override
    public String toString() {
        return node + "/" + uid;
    }
}
