package p2pchat.model;

/** Who leads a network, and where to ask it: what the directory stores and what members pass on as a hint. */
public record Leader(MemberId id, Address address) {

    public static Leader of(Member member) {
        return new Leader(member.id(), member.address());
    }

    public Uid uid() {
        return id.uid();
    }

    @Override
    public String toString() {
        return id.node() + "@" + address;
    }
}
