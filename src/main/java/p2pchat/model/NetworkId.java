package p2pchat.model;

import java.util.UUID;

/** Identifies a network: 16 bytes drawn by the founder (H15). The mission's {@code chat_id}. */
public record NetworkId(UUID value) implements Comparable<NetworkId> {

    public static NetworkId random() {
        return new NetworkId(UUID.randomUUID());
    }

    /** Creates the id from its 16 bytes. */
    public static NetworkId of(byte[] bytes) {
        return new NetworkId(Uid.SixteenBytes.toUuid(bytes, "a network id"));
    }

    public byte[] bytes() {
        return Uid.SixteenBytes.of(value);
    }

    /** Returns the first 8 hexadecimal digits, enough to tell the directories of one machine apart. */
    public String shortForm() {
        return value.toString().substring(0, 8);
    }

    @Override
    public int compareTo(NetworkId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return shortForm();
    }
}
