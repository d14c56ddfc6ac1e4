package p2pchat.model;

/** The Ed25519 key of a person or bot, which certifies the keys of that person's devices. */
public record PersonKey(Bytes bytes) {

    public static final int SIZE = 32;

    public PersonKey {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("a person key has " + SIZE + " bytes, not " + bytes.size());
        }
    }

    public static PersonKey of(byte[] bytes) {
        return new PersonKey(Bytes.of(bytes));
    }

    public Fingerprint fingerprint() {
        return Fingerprint.of(bytes);
    }

    @Override
    public String toString() {
        return fingerprint().toString();
    }
}
