package p2pchat.model;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable array of bytes, compared by content. */
public final class Bytes {

    private final byte[] content;

    /** Computed once, because keys are looked up often; 0: not yet. */
    private int hash;

    private Bytes(byte[] content) {
        this.content = content;
    }

    public static Bytes of(byte[] content) {
        return new Bytes(content.clone());
    }

    /** Copies the bytes. Throws {@code IllegalArgumentException} if there are more or fewer than {@code size}. */
    public static Bytes of(byte[] content, int size, String what) {
        if (content.length != size) {
            throw new IllegalArgumentException(what + " has " + size + " bytes, not " + content.length);
        }
        return of(content);
    }

    /** Wraps an array that no one else keeps. */
    static Bytes wrap(byte[] own) {
        return new Bytes(own);
    }

    /** Returns the array itself, only to be read. */
    byte[] content() {
        return content;
    }

    public byte[] toArray() {
        return content.clone();
    }

    public int size() {
        return content.length;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Bytes bytes && Arrays.equals(content, bytes.content));
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = Arrays.hashCode(content);
        }
        return hash;
    }

    /** Returns the bytes in hexadecimal. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(content);
    }
}
