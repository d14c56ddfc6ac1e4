package p2pchat.model;

/** One line of a view: who, where, by which name, and since which view. */
public record Member(MemberId id, Address address, Nick nick, ViewId joinedAt) {

    public NodeId node() {
        return id.node();
    }

    public Uid uid() {
        return id.uid();
    }

    @Override
    public String toString() {
        return nick + " (" + id.node() + ")";
    }
}
