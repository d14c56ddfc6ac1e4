package p2pchat.model;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One message as every log of the network stores it.
 *
 * @param header all but the text
 * @param body empty if the text was deleted. Header and hash stay, so that logs remain comparable (protocol 2.8)
 * @param hash of the header
 * @param seal the author's signature over the hash; empty before it is signed, and where it is only shown
 */
public record ChatMessage(MessageHeader header, Optional<Body> body, MessageHash hash, Optional<Seal> seal) {

    public static final int MAX_TEXT_BYTES = 64 * 1024;
    public static final int MAX_HEADS = 64;

    /** Far above any count of messages, so that no sender can overflow the numbers that follow. */
    public static final long MAX_LAMPORT = 1L << 53;

    /** Upper bound of the encoded size without text and heads, with a seal of its own. */
    private static final int FIXED_BYTES = 256;

    private static final int BYTES_PER_HEAD = 36;

    /** The kind of message. The wire and the store use the numbers. */
    public enum Kind implements Numbered {
        TEXT(1),
        EDIT(2),
        DELETE(3);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }

        /** Returns the kind with this number; throws if there is none. */
        public static Kind of(int number) {
            return Numbered.of(Kind.class, number);
        }
    }

    public ChatMessage {
        if (body.isEmpty() && header.kind() == Kind.DELETE) {
            throw new IllegalArgumentException("a deletion has no text that can be deleted");
        }
    }

    public MessageId id() {
        return header.id();
    }

    public MessageKey key() {
        return header.key();
    }

    public NodeId author() {
        return header.key().author();
    }

    public Optional<NodeId> to() {
        return header.to();
    }

    public List<MessageRef> heads() {
        return header.heads();
    }

    public long lamport() {
        return header.lamport();
    }

    public long sentAt() {
        return header.sentAt();
    }

    public Kind kind() {
        return header.kind();
    }

    /** Returns the message that an edit or deletion changes, or that a text replies to. */
    public Optional<MessageRef> about() {
        return header.about();
    }

    /** Returns the text, for an edit the new one; empty for a deletion and after one. */
    public String text() {
        return body.map(Body::text).orElse("");
    }

    /** Returns whether the text was deleted. */
    public boolean isErased() {
        return body.isEmpty();
    }

    /** Returns the message without its text. */
    public ChatMessage erased() {
        return new ChatMessage(header, Optional.empty(), hash, seal);
    }

    /** Returns the message with another text for display, which the header does not commit to. */
    public ChatMessage withText(String other) {
        Bytes salt = body.map(Body::salt).orElse(Bytes.of(new byte[Body.SALT_SIZE]));
        return new ChatMessage(header, Optional.of(new Body(salt, other)), hash, seal);
    }

    /** Returns the message with the signature of its author. */
    public ChatMessage sealed(Seal by) {
        return new ChatMessage(header, body, hash, Optional.of(by));
    }

    /** Returns a reference to this message. */
    public MessageRef ref() {
        return new MessageRef(header.key(), hash.shortHash());
    }

    /**
     * Returns the message that this one edits or deletes. Empty if it does neither, or if it has another author or is
     * not later.
     */
    public Optional<MessageKey> amendedMessage() {
        return kind() == Kind.TEXT
                ? Optional.empty()
                : about().map(MessageRef::key)
                        .filter(target -> target.author().equals(author()) && target.seq() < key().seq());
    }

    /** Returns the message of another author that this one deletes, if its author may (protocol 2.13). */
    public Optional<MessageKey> moderatedMessage() {
        return kind() == Kind.DELETE
                ? about().map(MessageRef::key).filter(target -> !target.author().equals(author()))
                : Optional.empty();
    }

    /** Returns an upper bound of the encoded size, if it shares no seal with messages elsewhere. */
    public int maxEncodedBytes() {
        return FIXED_BYTES + BYTES_PER_HEAD * heads().size() + (isErased() ? 0 : header.textBytes());
    }

    /** Returns the place in the order of history. */
    public HistoryPlace place() {
        return new HistoryPlace(lamport(), key());
    }

    /** Whether the text is within the limit of one message. */
    public static boolean fits(String text) {
        return text.length() <= MAX_TEXT_BYTES
                && (text.length() * 3 <= MAX_TEXT_BYTES
                        || text.getBytes(StandardCharsets.UTF_8).length <= MAX_TEXT_BYTES);
    }
}
