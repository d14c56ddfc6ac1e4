package p2pchat.model;

/** How a message fits into the causal order (protocol 2.7). The store uses the numbers. */
public enum OrderMark implements Numbered {
    /** Delivered after all messages it follows. */
    PLAIN(0),
    /** Delivered after a gap, because no member had a message it follows. */
    AFTER_GAP(1),
    /** Arrived after it was given up, so messages that follow it were shown before. */
    LATE(2),
    /** Stored but never shown, because its lamport number contradicts the messages it follows. */
    UNSOUND(3);

    private final int number;

    OrderMark(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /** Returns the mark with this number; throws if there is none. */
    public static OrderMark of(int number) {
        return Numbered.of(OrderMark.class, number);
    }
}
