package p2pchat.model;

/** The one role a node has in a network at a time; {@code membership} alone changes it. */
public enum Role {
    /** Looks for the leader, or for the right to become it. */
    RECOVERING,
    /** Follows a leader. */
    MEMBER,
    /** Takes part in an election, having lost its leader. */
    ELECTING,
    /** Leads. */
    LEADER,
    /** Is out, for good. */
    LEFT
}
