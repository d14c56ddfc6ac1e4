package p2pchat.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * SHA-256 of a message, in an encoding independent of the wire and the store. Two messages with one key and different
 * hashes are an equivocation or a corruption (H14, invariant I5).
 */
public final class MessageHash {

    private static final byte[] LABEL = "p2p-chat message v1".getBytes(StandardCharsets.US_ASCII);

    /** One per thread, because looking up the algorithm takes longer than hashing. */
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(MessageHash::sha256);

    private final byte[] bytes;

    private MessageHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Creates the hash from its 32 bytes. */
    public static MessageHash of(byte[] bytes) {
        if (bytes.length != 32) {
            throw new IllegalArgumentException("a message hash has 32 bytes, not " + bytes.length);
        }
        return new MessageHash(bytes.clone());
    }

    /** Returns the hash of a message; for a deleted one, of the original. */
    public static MessageHash of(NetworkId network, ChatMessage message) {
        if (message.erased().isPresent()) {
            return message.erased().get();
        }
        byte[] text = message.text().getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer =
                ByteBuffer.allocate(LABEL.length + 96 + 12 * message.heads().size() + text.length);
        buffer.put(LABEL).put(network.bytes()).put(message.id().bytes());
        put(buffer, message.key());
        buffer.putInt(message.to().map(NodeId::value).orElse(0));
        buffer.putInt(message.heads().size());
        message.heads().forEach(head -> put(buffer, head));
        buffer.putLong(message.lamport()).putLong(message.sentAt());
        buffer.putInt(message.kind().number());
        message.about().ifPresentOrElse(about -> put(buffer.put((byte) 1), about), () -> buffer.put((byte) 0));
        buffer.putInt(text.length).put(text);
        return new MessageHash(SHA_256.get().digest(Arrays.copyOf(buffer.array(), buffer.position())));
    }

    private static void put(ByteBuffer buffer, MessageKey key) {
        buffer.putInt(key.author().value()).putLong(key.seq());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /** Returns the upper half of the first 128 bits, which {@link Digest} adds up. */
    long highHalf() {
        return ByteBuffer.wrap(bytes).getLong();
    }

    long lowHalf() {
        return ByteBuffer.wrap(bytes).getLong(Long.BYTES);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageHash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes, 0, 4);
    }
}
