package p2pchat.model;

import java.util.Arrays;

/** What a person may do in a network, the most powerful first (protocol 2.13). */
public enum MemberRole {
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

    /** Returns the number of the role in signed texts. */
    public int number() {
        return number;
    }

    /** Returns the role with this number. Throws {@code IllegalArgumentException} if there is none. */
    public static MemberRole of(int number) {
        return Arrays.stream(values())
                .filter(role -> role.number == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no role has the number " + number));
    }

    /** Returns whether this role may do at least what the other may. */
    public boolean isAtLeast(MemberRole other) {
        return number <= other.number;
    }
}
