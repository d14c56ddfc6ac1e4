package p2pchat.model;

/** A final no between members: asking again changes nothing. */
public record Refusal(Reason reason, String detail) {

    /** Why. */
    public enum Reason {
        WRONG_NETWORK,
        WRONG_TARGET,
        FULL,
        CONFLICT,
        MALFORMED,
        NOT_ALLOWED,
        NOT_MEMBER
    }

    /** Another incarnation listens here than the one that was meant (H16). */
    public static Refusal wrongTarget() {
        return new Refusal(Reason.WRONG_TARGET, "another incarnation listens here");
    }

    public static Refusal notMember() {
        return new Refusal(Reason.NOT_MEMBER, "not a member");
    }
}
