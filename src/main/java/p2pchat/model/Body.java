package p2pchat.model;

import java.nio.charset.StandardCharsets;

/**
 * The text of a message, with the salt that hides it in its commitment. Both are erased together.
 *
 * @param salt 16 random bytes, drawn for each message
 */
public record Body(Bytes salt, String text) {

    public static final int SALT_SIZE = 16;

    /** The size of the commitment to a body, in bytes. */
    public static final int COMMITMENT_SIZE = 32;

    private static final byte[] LABEL = "p2p-chat body v1\0".getBytes(StandardCharsets.US_ASCII);

    public Body {
        if (salt.size() != SALT_SIZE) {
            throw new IllegalArgumentException("a salt has " + SALT_SIZE + " bytes, not " + salt.size());
        }
    }

    /** Returns the text in UTF-8. */
    public byte[] utf8() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the SHA-256 of salt and text. A message's header contains it, so the header is valid without the text. */
    public Bytes commitment() {
        return commitment(utf8());
    }

    /** Returns the commitment, given the text in UTF-8. */
    public Bytes commitment(byte[] utf8) {
        return Bytes.wrap(Sha256.digest(LABEL, salt.content(), utf8));
    }

    /** Returns whether a header commits to this body. */
    public boolean matches(MessageHeader header) {
        byte[] utf8 = utf8();
        return header.textBytes() == utf8.length && header.commitment().equals(commitment(utf8));
    }
}
