package p2pchat.model;

import java.nio.ByteBuffer;

/**
 * The digest of a log: the number of its messages and the sum of their hashes modulo 2^128. Equal digests mean equal
 * logs. Updated incrementally, in any order of messages (protocol 2.8).
 *
 * @param high the upper half of the sum
 * @param low the lower half
 */
public record Digest(long messages, long high, long low) {

    public static final Digest NOTHING = new Digest(0, 0, 0);

    private static final int SUM_BYTES = 16;

    public Digest {
        if (messages < 0) {
            throw new IllegalArgumentException("a log cannot hold " + messages + " messages");
        }
    }

    /** Creates the digest with this sum of 16 bytes. */
    public static Digest of(long messages, byte[] sum) {
        if (sum.length != SUM_BYTES) {
            throw new IllegalArgumentException("a digest's sum has 16 bytes, not " + sum.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(sum);
        return new Digest(messages, buffer.getLong(), buffer.getLong());
    }

    /** Adds a message. */
    public Digest plus(MessageHash hash) {
        ShortHash start = hash.shortHash();
        long sumLow = low + start.low();
        long carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
        return new Digest(messages + 1, high + start.high() + carry, sumLow);
    }

    /** Removes a message. */
    public Digest minus(MessageHash hash) {
        ShortHash start = hash.shortHash();
        long borrow = Long.compareUnsigned(low, start.low()) < 0 ? 1 : 0;
        return new Digest(messages - 1, high - start.high() - borrow, low - start.low());
    }

    /** Returns the sum, most significant byte first. */
    public byte[] sum() {
        return ByteBuffer.allocate(SUM_BYTES).putLong(high).putLong(low).array();
    }
}
