package p2pchat.model;

/**
 * The short form of a public key: the first 50 bits of its SHA-256 as ten letters and digits. Tells keys apart on a
 * screen; it is too short to prove who someone is.
 */
public record Fingerprint(String value) {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567"; // RFC 4648 base 32
    private static final int BITS_PER_LETTER = 5;
    private static final int LENGTH = 10;

    static Fingerprint of(Bytes key) {
        byte[] hash = Sha256.digest(key.toArray());
        long bits = 0;
        for (int i = 0; i < 7; i++) {
            bits = (bits << 8) | (hash[i] & 0xff);
        }
        bits >>>= 6; // 50 of 56
        StringBuilder text = new StringBuilder();
        for (int letter = LENGTH - 1; letter >= 0; letter--) {
            text.append(LETTERS.charAt((int) ((bits >>> (letter * BITS_PER_LETTER)) & 31)));
        }
        return new Fingerprint(text.insert(LENGTH / 2, '-').toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
