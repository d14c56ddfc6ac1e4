package p2pchat.model;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The first 16 bytes of a {@link MessageHash}. References to messages carry it.
 *
 * @param high the first eight bytes
 * @param low the other eight
 */
public record ShortHash(long high, long low) {

    public static final int SIZE = 16;

    /** Stands for no message. */
    public static final ShortHash NONE = new ShortHash(0, 0);

    /** Creates the hash from its 16 bytes. */
    public static ShortHash of(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException("a short hash has " + SIZE + " bytes, not " + bytes.length);
        }
        return get(ByteBuffer.wrap(bytes));
    }

    /** Reads a hash of 16 bytes. */
    public static ShortHash get(ByteBuffer from) {
        return new ShortHash(from.getLong(), from.getLong());
    }

    public byte[] bytes() {
        return ByteBuffer.allocate(SIZE).putLong(high).putLong(low).array();
    }

    /** Written out, because that of a record is slow without the C2 compiler. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ShortHash that && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high); // it is random
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high);
    }
}
