package p2pchat.model;

/** Who may enter a network (protocol 2.13). */
public enum AdmissionPolicy implements Numbered {
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

    @Override
    public int number() {
        return number;
    }

    /** Returns the policy with this number. Throws {@code IllegalArgumentException} if there is none. */
    public static AdmissionPolicy of(int number) {
        return Numbered.of(AdmissionPolicy.class, number);
    }
}
