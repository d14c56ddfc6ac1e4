package p2pchat.model;

/**
 * A member in a view.
 *
 * @param joinedAt the view in which it joined
 * @param visiting whether it leaves as soon as it has sent one message, so that its coming and going is not announced
 */
public record Member(MemberId id, Address address, Nick nick, ViewId joinedAt, boolean visiting) {

    public Member(MemberId id, Address address, Nick nick, ViewId joinedAt) {
        this(id, address, nick, joinedAt, false);
    }

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
