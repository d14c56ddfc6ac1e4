package p2pchat.model;

/** A member in a view. {@code joinedAt} is the view in which it joined. */
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
