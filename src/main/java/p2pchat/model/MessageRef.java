package p2pchat.model;

import java.util.Comparator;

/**
 * Refers to a message by key and content, so that its author cannot replace it by another one of the same key.
 *
 * @param hash of the message
 */
public record MessageRef(MessageKey key, ShortHash hash) implements Comparable<MessageRef> {

    private static final Comparator<MessageRef> ORDER = Comparator.comparing(MessageRef::key)
            .thenComparingLong(ref -> ref.hash().high())
            .thenComparingLong(ref -> ref.hash().low());

    public NodeId author() {
        return key.author();
    }

    public long seq() {
        return key.seq();
    }

    /** Written out, because that of a record is slow without the C2 compiler. */
    @Override
    public boolean equals(Object other) {
        return other instanceof MessageRef that && key.equals(that.key) && hash.equals(that.hash);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public int compareTo(MessageRef other) {
        return ORDER.compare(this, other);
    }
}
