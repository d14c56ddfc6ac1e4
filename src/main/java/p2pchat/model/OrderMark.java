package p2pchat.model;

/** What a reader must know of a message's place in the conversation (protocol 2.7). The numbers are those of the store. */
public enum OrderMark {
    /** Everything it follows was delivered before it. */
    PLAIN(0),
    /** Nobody had something it follows: there is a gap before it. */
    AFTER_GAP(1),
    /** Given up, and then it turned up: what follows it was shown before it. */
    LATE(2),
    /** Its lamport number does not fit what it follows, so its place would be a lie: kept, never shown. */
    UNSOUND(3);

    private final int number;

    OrderMark(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /**
     * The mark with this number.
     *
     * @throws IllegalArgumentException for a number of no mark
     */
    public static OrderMark of(int number) {
        for (OrderMark mark : values()) {
            if (mark.number == number) {
                return mark;
            }
        }
        throw new IllegalArgumentException("no mark has number " + number);
    }
}
