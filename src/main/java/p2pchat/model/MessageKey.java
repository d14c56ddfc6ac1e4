package p2pchat.model;

/**
 * Identifies a message by its author and the author's sequence number.
 *
 * @param seq from 1, without gaps at the author
 */
public record MessageKey(NodeId author, long seq) implements Comparable<MessageKey> {

    /** Far above any real number, so that no sender can overflow the numbers that follow. */
    public static final long MAX_SEQ = 1L << 53;

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

    @Override
    public String toString() {
        return author + "#" + seq;
    }
}
