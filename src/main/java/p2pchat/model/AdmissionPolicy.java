package p2pchat.model;

import java.util.Arrays;

/** Who may enter a network (protocol 2.13). */
public enum AdmissionPolicy {
    /** Everyone who reaches the directory. */
    OPEN(1),
    /** Everyone with an invitation. */
    INVITE(2),
    /** Everyone with an invitation, and everyone that an admin approves. */
    APPROVE(3);

    private final int number;

    AdmissionPolicy(int number) {
        this.number = number;
    }

    /** Returns the number of the policy in signed texts. */
    public int number() {
        return number;
    }

    /** Returns the policy with this number. Throws {@code IllegalArgumentException} if there is none. */
    public static AdmissionPolicy of(int number) {
        return Arrays.stream(values())
                .filter(policy -> policy.number == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no policy has the number " + number));
    }
}
