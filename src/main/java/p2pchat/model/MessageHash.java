package p2pchat.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * SHA-256 of a message's header, in an encoding independent of the wire and the store. It names the message everywhere. Two
 * messages with one key and different hashes are an equivocation or a corruption (H14, invariant I5).
 */
public final class MessageHash {

    public static final int SIZE = 32;

    /** Stands for no message. */
    public static final MessageHash NONE = new MessageHash(0, 0, 0, 0);

    private static final byte[] LABEL = "p2p-chat message v2\0".getBytes(StandardCharsets.US_ASCII);

    /** The bytes of a header without heads and label. */
    private static final int FIXED_BYTES = 256;

    private static final int REF_BYTES = Integer.BYTES + Long.BYTES + ShortHash.SIZE;

    // four numbers take half the memory of an array
    private final long first;
    private final long second;
    private final long third;
    private final long fourth;

    private MessageHash(long first, long second, long third, long fourth) {
        this.first = first;
        this.second = second;
        this.third = third;
        this.fourth = fourth;
    }

    /** Creates the hash from its 32 bytes. */
    public static MessageHash of(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException("a message hash has " + SIZE + " bytes, not " + bytes.length);
        }
        return get(ByteBuffer.wrap(bytes));
    }

    /** Reads a hash of 32 bytes. */
    public static MessageHash get(ByteBuffer from) {
        return new MessageHash(from.getLong(), from.getLong(), from.getLong(), from.getLong());
    }

    /**
     * Returns the hash of a message.
     *
     * @param network the hash of the network's genesis
     * @param author the uid of the author's store
     */
    public static MessageHash of(Bytes network, Uid author, MessageHeader header) {
        ByteBuffer buffer = ByteBuffer.allocate(
                LABEL.length + FIXED_BYTES + REF_BYTES * header.heads().size());
        buffer.put(LABEL).put(network.content());
        put(buffer, author.value());
        put(buffer, header.key());
        put(buffer, header.id().value());
        buffer.putInt(header.to().map(NodeId::value).orElse(0));
        header.prev().put(buffer);
        buffer.putInt(header.heads().size());
        header.heads().forEach(head -> put(buffer, head));
        buffer.putLong(header.lamport()).putLong(header.sentAt());
        buffer.putInt(header.kind().number());
        Optional<MessageRef> about = header.about();
        if (about.isPresent()) {
            put(buffer.put((byte) 1), about.get());
        } else {
            buffer.put((byte) 0);
        }
        buffer.putInt(header.textBytes()).put(header.commitment().content());
        return of(Sha256.digest(buffer));
    }

    private static void put(ByteBuffer buffer, UUID id) {
        buffer.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static void put(ByteBuffer buffer, MessageKey key) {
        buffer.putInt(key.author().value()).putLong(key.seq());
    }

    private static void put(ByteBuffer buffer, MessageRef ref) {
        put(buffer, ref.key());
        buffer.putLong(ref.hash().high()).putLong(ref.hash().low());
    }

    /** Writes the 32 bytes. Returns the buffer. */
    public ByteBuffer put(ByteBuffer to) {
        return to.putLong(first).putLong(second).putLong(third).putLong(fourth);
    }

    /** Returns the first 16 bytes, which references and {@link Digest} use. */
    public ShortHash shortHash() {
        return new ShortHash(first, second);
    }

    public byte[] bytes() {
        return put(ByteBuffer.allocate(SIZE)).array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageHash that
                && first == that.first
                && second == that.second
                && third == that.third
                && fourth == that.fourth;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(first); // it is random
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(first).substring(0, 8);
    }
}
