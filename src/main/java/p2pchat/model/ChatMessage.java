package p2pchat.model;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One message as every log of the network stores it.
 *
 * @param id the mission's {@code msg_id}
 * @param key author ({@code source_id}) and number
 * @param to the mission's {@code destination_id}; empty for everyone
 * @param heads the messages this one directly follows, ascending; the frontier of its author's log when it was written
 * @param lamport 1 + the highest lamport of the heads, 1 without heads
 * @param sentAt by its author's clock, milliseconds since 1970; for display only, never for order
 * @param text for an edit the new text, for a deletion empty
 * @param about the message that an edit or deletion changes, or that a text replies to
 * @param erased the hash of the original message, if its text was deleted. Key and hash stay, so that logs remain
 *     comparable (protocol 2.8)
 */
public record ChatMessage(
        MessageId id,
        MessageKey key,
        Optional<NodeId> to,
        List<MessageKey> heads,
        long lamport,
        long sentAt,
        Kind kind,
        String text,
        Optional<MessageKey> about,
        Optional<MessageHash> erased) {

    public static final int MAX_TEXT_BYTES = 64 * 1024;
    public static final int MAX_HEADS = 64;

    /** Far above any count of messages, so that no sender can overflow the numbers that follow. */
    public static final long MAX_LAMPORT = 1L << 53;

    /** Upper bound of the encoded size without text and heads. */
    private static final int FIXED_BYTES = 96;

    private static final int BYTES_PER_HEAD = 18;

    /** The kind of message. The wire and the store use the numbers. */
    public enum Kind {
        TEXT(1),
        EDIT(2),
        DELETE(3);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }

        /** Returns the kind with this number; throws if there is none. */
        public static Kind of(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("no kind of message has number " + number);
        }
    }

    public ChatMessage {
        heads = List.copyOf(heads);
        if (heads.size() > MAX_HEADS) {
            throw new IllegalArgumentException("a message has at most " + MAX_HEADS + " heads, not " + heads.size());
        }
        for (int i = 0; i < heads.size(); i++) {
            MessageKey head = heads.get(i);
            if (head.author().equals(key.author()) && head.seq() >= key.seq()) {
                throw new IllegalArgumentException("message " + key + " cannot follow " + head);
            }
            if (i > 0 && heads.get(i - 1).compareTo(head) >= 0) {
                throw new IllegalArgumentException("heads are ascending, each once");
            }
        }
        if (lamport < 1 || lamport > MAX_LAMPORT) {
            throw new IllegalArgumentException("a lamport number is 1 to 2^53, not " + lamport);
        }
        if (erased.isPresent() && (!text.isEmpty() || kind == Kind.DELETE)) {
            throw new IllegalArgumentException("only a message whose text is gone has a hash in its place");
        }
        if (!fits(text)) {
            throw new IllegalArgumentException("a text has at most " + MAX_TEXT_BYTES + " bytes of UTF-8");
        }
    }

    /** Creates a message whose text was not deleted. */
    public ChatMessage(
            MessageId id,
            MessageKey key,
            Optional<NodeId> to,
            List<MessageKey> heads,
            long lamport,
            long sentAt,
            Kind kind,
            String text,
            Optional<MessageKey> about) {
        this(id, key, to, heads, lamport, sentAt, kind, text, about, Optional.empty());
    }

    /** Returns the message without its text. */
    public ChatMessage erased(MessageHash hash) {
        return new ChatMessage(id, key, to, heads, lamport, sentAt, kind, "", about, Optional.of(hash));
    }

    /** Returns the message with another text. */
    public ChatMessage withText(String other) {
        return new ChatMessage(id, key, to, heads, lamport, sentAt, kind, other, about);
    }

    /**
     * Returns the message that this one edits or deletes. Empty if it does neither, or if it has another author or is
     * not later.
     */
    public Optional<MessageKey> amendedMessage() {
        return kind == Kind.TEXT
                ? Optional.empty()
                : about.filter(target -> target.author().equals(key.author()) && target.seq() < key.seq());
    }

    /** Returns an upper bound of the encoded size; a Java character has at most three bytes of UTF-8. */
    public int maxEncodedBytes() {
        return FIXED_BYTES + BYTES_PER_HEAD * heads.size() + 3 * text.length();
    }

    /** Returns the place in the order of history. */
    public HistoryPlace place() {
        return new HistoryPlace(lamport, key);
    }

    /** Whether the text is within the limit of one message. */
    public static boolean fits(String text) {
        return text.length() <= MAX_TEXT_BYTES
                && (text.length() * 3 <= MAX_TEXT_BYTES
                        || text.getBytes(StandardCharsets.UTF_8).length <= MAX_TEXT_BYTES);
    }

    public NodeId author() {
        return key.author();
    }
}
