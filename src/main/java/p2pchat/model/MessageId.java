package p2pchat.model;

import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The mission's {@code msg_id}: a UUID of version 7 (RFC 9562), ordered by time to keep an index on it cheap. */
public record MessageId(UUID value) {

    private static final Pattern WRITTEN = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    /** Creates an id. {@code now} is in milliseconds since 1970. */
    public static MessageId at(long now, RandomGenerator random) {
        long high = now << 16 | 0x7000 | random.nextInt(0x1000);
        long low = random.nextLong() >>> 2 | Long.MIN_VALUE;
        return new MessageId(new UUID(high, low));
    }

    /** Creates the id from its 16 bytes. */
    public static MessageId of(byte[] bytes) {
        return new MessageId(Uid.SixteenBytes.toUuid(bytes, "a message id"));
    }

    /** Parses an id; empty if the text is none. */
    public static Optional<MessageId> parse(String text) {
        return WRITTEN.matcher(text).matches() ? Optional.of(new MessageId(UUID.fromString(text))) : Optional.empty();
    }

    /** Returns the time at which an honest author made the id, in milliseconds since 1970. */
    public long madeAt() {
        return value.getMostSignificantBits() >>> 16;
    }

    public byte[] bytes() {
        return Uid.SixteenBytes.of(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
