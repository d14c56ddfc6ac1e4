package p2pchat.console;

/** How far a {@link Dialogue} is. */
enum Phase {
    /** The node is not in the network yet; nothing is read. */
    JOINING,
    TALKING,
    /** The input is over; the last messages are on their way. */
    DRAINING,
    LEAVING,
    OVER
}
