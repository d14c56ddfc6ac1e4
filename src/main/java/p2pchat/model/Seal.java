package p2pchat.model;

import java.util.List;

/**
 * An author's signature over the hashes of consecutive messages. It is made in the commit that stores them, and proves each
 * of them alone (protocol 2.12).
 *
 * @param author the node id of the author
 * @param uid of the author's store
 * @param first the number of the first message
 * @param hashes of the messages, by number; 1 to {@link #MAX_MESSAGES}
 * @param signature by the author's device
 */
public record Seal(NodeId author, Uid uid, long first, List<MessageHash> hashes, Bytes signature) {

    public static final int MAX_MESSAGES = 64;

    public Seal {
        hashes = List.copyOf(hashes);
        if (hashes.isEmpty() || hashes.size() > MAX_MESSAGES) {
            throw new IllegalArgumentException(
                    "a seal covers 1 to " + MAX_MESSAGES + " messages, not " + hashes.size());
        }
        if (first < 1 || first > MessageKey.MAX_SEQ - hashes.size() + 1) {
            throw new IllegalArgumentException("a message's number is 1 to 2^53, not " + first);
        }
    }

    /** Returns the number of the last message. */
    public long last() {
        return first + hashes.size() - 1;
    }

    /** Returns whether the author signed this message under this key. */
    public boolean covers(MessageKey key, MessageHash hash) {
        return key.author().equals(author)
                && key.seq() >= first
                && key.seq() <= last()
                && hashes.get((int) (key.seq() - first)).equals(hash);
    }
}
