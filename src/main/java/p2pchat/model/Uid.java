package p2pchat.model;

import java.nio.ByteBuffer;
import java.util.UUID;

/** The incarnation of a member's store, drawn when the store is created (H11, H16). */
public record Uid(UUID value) implements Comparable<Uid> {

    public static Uid random() {
        return new Uid(UUID.randomUUID());
    }

    /** Creates the uid from its 16 bytes. */
    public static Uid of(byte[] bytes) {
        return new Uid(SixteenBytes.toUuid(bytes, "a uid"));
    }

    public byte[] bytes() {
        return SixteenBytes.of(value);
    }

    @Override
    public int compareTo(Uid other) {
        return value.compareTo(other.value);
    }

    /** Returns a short form for transcripts and logs. */
    @Override
    public String toString() {
        return "u" + value.toString().substring(0, 8);
    }

    /** The 16 bytes of a UUID, most significant first, which encode every identifier on the wire and on disk. */
    static final class SixteenBytes {
        private SixteenBytes() {}

        static byte[] of(UUID value) {
            return ByteBuffer.allocate(16)
                    .putLong(value.getMostSignificantBits())
                    .putLong(value.getLeastSignificantBits())
                    .array();
        }

        static UUID toUuid(byte[] bytes, String what) {
            if (bytes.length != 16) {
                throw new IllegalArgumentException(what + " has 16 bytes, not " + bytes.length);
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new UUID(buffer.getLong(), buffer.getLong());
        }
    }
}
