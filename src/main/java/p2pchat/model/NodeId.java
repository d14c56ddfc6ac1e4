package p2pchat.model;

/**
 * The number of a member in one network, assigned by a leader and never reused.
 *
 * @param value from 1; the lower id joined earlier and wins an election (M7)
 */
public record NodeId(int value) implements Comparable<NodeId> {

    public NodeId {
        if (value < 1) {
            throw new IllegalArgumentException("a node id starts at 1, not " + value);
        }
    }

    public boolean outranks(NodeId other) {
        return value < other.value;
    }

    @Override
    public int compareTo(NodeId other) {
        return Integer.compare(value, other.value);
    }

    /** Written out, because that of a record is slow without the C2 compiler. */
    @Override
    public boolean equals(Object other) {
        return other instanceof NodeId that && value == that.value;
    }

    @Override
    public int hashCode() {
        return value;
    }

    @Override
    public String toString() {
        return "n" + value;
    }
}
