package p2pchat.model;

import java.util.Arrays;

/** SHA-256 of a signed statement without its signature, which names it. Ordered like the bytes, unsigned. */
public record StatementHash(Bytes bytes) implements Comparable<StatementHash> {

    public static final int SIZE = 32;

    public StatementHash {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("a statement hash has " + SIZE + " bytes, not " + bytes.size());
        }
    }

    public static StatementHash of(byte[] bytes) {
        return new StatementHash(Bytes.of(bytes));
    }

    @Override
    public int compareTo(StatementHash other) {
        return Arrays.compareUnsigned(bytes.content(), other.bytes.content());
    }

    /** Returns the first 8 hexadecimal digits. */
    @Override
    public String toString() {
        return bytes.toString().substring(0, 8);
    }
}
