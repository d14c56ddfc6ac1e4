package p2pchat.model;

/** The leader of a network and its address, as stored by the directory and passed on by members. */
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
