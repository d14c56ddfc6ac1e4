package p2pchat.model;

/** Why another member leads. */
public enum LeaderChangeReason {
    /** The leader was not heard any more. */
    SILENT,
    /** The leader left. */
    LEFT,
    /** The other members elected a new leader before this node missed the old one. */
    ELECTED,
    /** A newer leadership exists. */
    SUPERSEDED,
    /** The leader answered that it does not lead this node. */
    DENIED,
    /** The directory lost its record, and the leader did not restore it. */
    DIRECTORY_LOST,
    /** The directory granted a claim of this node after the node had turned to something else. */
    LATE_GRANT,
    /** The leader was proven to have signed two views of one id. */
    LIED,
    /** A statement removed the leader, or made it a reader. */
    DISMISSED,
    /** This node led, and its store did not respond. */
    STORE_STALLED,
    /** This machine was suspended, or its address changed. */
    RESUMED,
    UNKNOWN
}
