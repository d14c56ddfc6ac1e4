package p2pchat.model;

/** Who a member is: its number, and the store it writes to. Either alone may mislead (H2, H16). */
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
