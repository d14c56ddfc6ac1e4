package p2pchat.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Computes SHA-256. */
public final class Sha256 {

    /** One per thread, because looking up the algorithm takes longer than hashing. */
    private static final ThreadLocal<MessageDigest> DIGESTS = ThreadLocal.withInitial(Sha256::create);

    private Sha256() {}

    /** Returns the 32 bytes of the hash of all parts, one after the other. */
    public static byte[] digest(byte[]... parts) {
        MessageDigest digest = DIGESTS.get();
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
