package p2pchat.crypto;

import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;
import p2pchat.model.Bytes;

/** Signs and verifies by Ed25519 (RFC 8032) with Bouncy Castle, which is ten times faster here than the JDK. Pure. */
final class Ed25519 {

    static final int KEY_SIZE = 32;
    static final int SIGNATURE_SIZE = 64;

    private Ed25519() {}

    static byte[] publicKey(byte[] seed) {
        byte[] key = new byte[KEY_SIZE];
        org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed, 0, key, 0);
        return key;
    }

    static Bytes sign(byte[] seed, byte[] publicKey, byte[] text) {
        byte[] signature = new byte[SIGNATURE_SIZE];
        org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
                seed, 0, publicKey, 0, (byte[]) null, text, 0, text.length, signature, 0);
        return Bytes.of(signature);
    }

    /** Returns whether the key is a point of full order. Anyone can forge signatures for a key of low order. */
    static boolean isValid(Bytes key) {
        return key.size() == KEY_SIZE
                && org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFull(key.toArray(), 0);
    }

    /** Returns whether the signature is of this text by this key, which must be valid. */
    static boolean verify(Bytes key, byte[] text, Bytes signature) {
        return PublicKey.of(key).filter(valid -> valid.verify(text, signature)).isPresent();
    }

    /** A valid public key. To check and to decode it takes as long as to verify a signature, so reuse it. */
    static final class PublicKey {
        private final PublicPoint point;

        private PublicKey(PublicPoint point) {
            this.point = point;
        }

        /** Returns the key; empty if it is not valid. */
        static Optional<PublicKey> of(Bytes key) {
            return key.size() == KEY_SIZE
                    ? Optional.ofNullable(org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFullExport(
                                    key.toArray(), 0))
                            .map(PublicKey::new)
                    : Optional.empty();
        }

        /** Returns whether the signature is of this text. */
        boolean verify(byte[] text, Bytes signature) {
            return signature.size() == SIGNATURE_SIZE
                    && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                            signature.toArray(), 0, point, text, 0, text.length);
        }
    }
}
