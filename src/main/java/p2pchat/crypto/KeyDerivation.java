package p2pchat.crypto;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** Derives keys of 32 bytes from a key: HKDF with SHA-256 (RFC 5869). Pure. */
final class KeyDerivation {

    private static final int SIZE = 32;

    private KeyDerivation() {}

    /** @param label the purpose of the derived key; different labels yield independent keys */
    static byte[] derive(byte[] key, byte[] salt, String label) {
        HKDFBytesGenerator derivation = new HKDFBytesGenerator(new SHA256Digest());
        derivation.init(new HKDFParameters(key, salt, label.getBytes(StandardCharsets.US_ASCII)));
        byte[] derived = new byte[SIZE];
        derivation.generateBytes(derived, 0, SIZE);
        return derived;
    }
}
