package p2pchat.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Computes SHA-256. */
public final class Sha256 {

    /** One per thread, because looking up the algorithm takes longer than hashing. */
    private static volatile ThreadLocal<MessageDigest> digests = ThreadLocal.withInitial(Sha256::create);

    private Sha256() {}

    /** Lets every thread look the algorithm up again, because a faster implementation was installed. */
    public static void renew() {
        digests = ThreadLocal.withInitial(Sha256::create);
    }

    /** Returns the 32 bytes of the hash of what was put into the buffer. */
    static byte[] digest(ByteBuffer text) {
        MessageDigest digest = digests.get();
        digest.update(text.flip());
        return digest.digest();
    }

    /** Returns the 32 bytes of the hash of all parts, one after the other. */
    public static byte[] digest(byte[]... parts) {
        MessageDigest digest = digests.get();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static MessageDigest create() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
