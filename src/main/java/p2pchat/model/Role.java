package p2pchat.model;

/** The role of a node in a network. {@code membership} alone changes it. */
public enum Role {
    /** Searches the leader, or claims the leadership. */
    RECOVERING,
    /** Follows a leader. */
    MEMBER,
    /** Has lost its leader and takes part in an election. */
    ELECTING,
    /** Leads. */
    LEADER,
    /** Has left permanently. */
    LEFT
}
