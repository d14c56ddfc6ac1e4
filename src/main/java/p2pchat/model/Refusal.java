package p2pchat.model;

/** A permanent refusal between members. */
public record Refusal(Reason reason, String detail) {

    public enum Reason {
        WRONG_NETWORK,
        WRONG_TARGET,
        FULL,
        CONFLICT,
        MALFORMED,
        NOT_ALLOWED,
        NOT_MEMBER,
        /** The network admits only with an invitation. */
        NOT_INVITED,
        /** A statement has removed the caller. */
        REMOVED
    }

    public static Refusal wrongTarget() {
        return new Refusal(Reason.WRONG_TARGET, "another incarnation listens here");
    }

    /** Refuses a node whose identity a process at this address has, because its home was copied. */
    public static Refusal identityInUse(Address address) {
        return new Refusal(
                Reason.CONFLICT,
                "a process at " + address + " has the same identity; was the folder of its data copied?");
    }

    /** Refuses what a node cannot do while nothing can be stored. */
    public static Refusal storeStalled() {
        return new Refusal(Reason.NOT_ALLOWED, "its store does not respond");
    }

    public static Refusal removed() {
        return new Refusal(Reason.REMOVED, "removed from the network");
    }

    public static Refusal mayNotLead() {
        return new Refusal(Reason.NOT_ALLOWED, "it may not lead");
    }

    public static Refusal notMember() {
        return new Refusal(Reason.NOT_MEMBER, "not a member");
    }
}
