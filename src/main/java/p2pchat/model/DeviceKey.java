package p2pchat.model;

import java.util.Base64;

/**
 * The Ed25519 key of one node home, which signs the node's statements and identifies it in TLS. Certified by its
 * person.
 */
public record DeviceKey(Bytes bytes) {

    public static final int SIZE = 32;

    public DeviceKey {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("a device key has " + SIZE + " bytes, not " + bytes.size());
        }
    }

    public static DeviceKey of(byte[] bytes) {
        return new DeviceKey(Bytes.of(bytes));
    }

    /** Parses the text of {@link #base64}; throws {@code IllegalArgumentException} if it is malformed. */
    public static DeviceKey parse(String base64) {
        return of(Base64.getDecoder().decode(base64));
    }

    /** Returns the whole key as text. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes.toArray());
    }

    public Fingerprint fingerprint() {
        return Fingerprint.of(bytes);
    }

    @Override
    public String toString() {
        return fingerprint().toString();
    }
}
