package p2pchat.model;

/**
 * Which message: its author and its place in what that author wrote.
 *
 * @param seq from 1, without gaps at the author
 */
public record MessageKey(NodeId author, long seq) implements Comparable<MessageKey> {

    public MessageKey {
        if (seq < 1) {
            throw new IllegalArgumentException("a message's number starts at 1, not " + seq);
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
