package p2pchat.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * SHA-256 of a message's header, in an encoding independent of the wire and the store. It names the message everywhere. Two
 * messages with one key and different hashes are an equivocation or a corruption (H14, invariant I5).
 */
public final class MessageHash {

    public static final int SIZE = 32;

    /** Stands for no message. */
    public static final MessageHash NONE = new MessageHash(new byte[SIZE]);

    private static final byte[] LABEL = "p2p-chat message v2\0".getBytes(StandardCharsets.US_ASCII);

    /** The bytes of a header without heads and label. */
    private static final int FIXED_BYTES = 256;

    private static final int REF_BYTES = Integer.BYTES + Long.BYTES + ShortHash.SIZE;

    private final byte[] bytes;

    private MessageHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Creates the hash from its 32 bytes. */
    public static MessageHash of(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException("a message hash has " + SIZE + " bytes, not " + bytes.length);
        }
        return new MessageHash(bytes.clone());
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
        buffer.put(LABEL).put(network.toArray()).put(author.bytes());
        put(buffer, header.key());
        buffer.put(header.id().bytes());
        buffer.putInt(header.to().map(NodeId::value).orElse(0));
        buffer.put(header.prev().bytes);
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
        buffer.putInt(header.textBytes()).put(header.commitment().toArray());
        return new MessageHash(Sha256.digest(Arrays.copyOf(buffer.array(), buffer.position())));
    }

    private static void put(ByteBuffer buffer, MessageKey key) {
        buffer.putInt(key.author().value()).putLong(key.seq());
    }

    private static void put(ByteBuffer buffer, MessageRef ref) {
        put(buffer, ref.key());
        buffer.putLong(ref.hash().high()).putLong(ref.hash().low());
    }

    /** Returns the first 16 bytes, which references and {@link Digest} use. */
    public ShortHash shortHash() {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new ShortHash(buffer.getLong(), buffer.getLong());
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
