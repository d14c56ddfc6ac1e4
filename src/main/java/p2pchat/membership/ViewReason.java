package p2pchat.membership;

/** The change that led to a view, as its leader states it. */
public enum ViewReason {
    /** The view was passed on by a member, in a pong or in an answer. */
    UNKNOWN,
    /** Its leader was elected. */
    ELECTED,
    JOINED,
    RENAMED,
    LEFT,
    /** A member that no member reached was dropped. */
    UNREACHABLE,
    /** A statement removed a member. */
    REMOVED,
    /** The leader became a reader and handed over. */
    DISMISSED
}
