package p2pchat.model;

/** Identifies a message by its author and its number, from 1 and without gaps at the author. */
public record MessageKey(NodeId author, long seq) implements Comparable<MessageKey> {

    /** Far above any real number, so that no sender can overflow the numbers that follow. */
    public static final long MAX_SEQ = 1L << 53;

    /**
     * The most numbers that a log may lack below a message of an author; it refuses one further ahead. Sync sends an
     * author's messages in ascending order, so that no honest one is refused permanently (protocol 2.7).
     */
    public static final long MAX_GAP = 1L << 20;

    public MessageKey {
        if (seq < 1 || seq > MAX_SEQ) {
            throw new IllegalArgumentException("a message's number is 1 to 2^53, not " + seq);
        }
    }

    @Override
    public int compareTo(MessageKey other) {
        int byAuthor = author.compareTo(other.author);
        return byAuthor != 0 ? byAuthor : Long.compare(seq, other.seq);
    }

    /** Written out, because that of a record is slow without the C2 compiler. */
    @Override
    public boolean equals(Object other) {
        return other instanceof MessageKey that && seq == that.seq && author.equals(that.author);
    }

    @Override
    public int hashCode() {
        return 31 * author.hashCode() + Long.hashCode(seq);
    }

    @Override
    public String toString() {
        return author + "#" + seq;
    }
}
