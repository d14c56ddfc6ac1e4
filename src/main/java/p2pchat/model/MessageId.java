package p2pchat.model;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** The mission's {@code msg_id}: a UUID of version 7 (RFC 9562), ordered by time so that an index on it stays cheap. */
public record MessageId(UUID value) {

    /** A new id. {@code now} is in milliseconds since 1970. */
    public static MessageId at(long now, RandomGenerator random) {
        long high = now << 16 | 0x7000 | random.nextInt(0x1000);
        long low = random.nextLong() >>> 2 | Long.MIN_VALUE;
        return new MessageId(new UUID(high, low));
    }

    /**
     * The message id in these bytes.
     *
     * @throws IllegalArgumentException unless there are exactly 16 bytes
     */
    public static MessageId of(byte[] bytes) {
        return new MessageId(Uid.SixteenBytes.toUuid(bytes, "a message id"));
    }

    public byte[] bytes() {
        return Uid.SixteenBytes.of(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
