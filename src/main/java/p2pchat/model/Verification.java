package p2pchat.model;

/**
 * The comparison of a member's person key with the one that this user expects.
 *
 * @param number the number that both users compare
 */
public record Verification(Member member, PersonKey person, SafetyNumber number, State state) {

    public enum State {
        /** The number was shown, for the users to compare. */
        TO_COMPARE,
        VERIFIED,
        /** The member is a device of this user. */
        OWN
    }
}
