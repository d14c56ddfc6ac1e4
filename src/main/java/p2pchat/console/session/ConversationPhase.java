package p2pchat.console.session;

/** How far a {@link ConversationState} is. */
enum ConversationPhase {
    /** The node is not in the network yet; nothing is read. */
    JOINING,
    TALKING,
    /** The input is over; the last messages are on their way. */
    DRAINING,
    LEAVING,
    OVER
}
