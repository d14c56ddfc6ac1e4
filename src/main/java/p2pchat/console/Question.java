package p2pchat.console;

/** What somebody may want to know of the node, beside the conversation. */
public enum Question {
    /** Why is the leader who it is? */
    WHY_LEADER,
    /** Which networks are there? */
    NETWORKS
}
