package p2pchat.model;

/** What a person may do in a network, the most powerful first (protocol 2.13). */
public enum MemberRole implements Numbered {
    /** Decides everything, except about a more senior owner. */
    OWNER(1),
    /** Admits, removes members and readers, and deletes messages of others. */
    ADMIN(2),
    MEMBER(3),
    /** Reads, but neither writes nor leads. */
    READER(4);

    private final int number;

    MemberRole(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /** Returns the role with this number. Throws {@code IllegalArgumentException} if there is none. */
    public static MemberRole of(int number) {
        return Numbered.of(MemberRole.class, number);
    }

    /** Returns whether this role may do at least what the other may. */
    public boolean isAtLeast(MemberRole other) {
        return number <= other.number;
    }
}
