package p2pchat.crypto;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts and authenticates with AES-256 in GCM, by the native library as soon as {@link FastProvider} has loaded it.
 *
 * <p>Threading: any thread.
 */
final class AesGcm {

    static final int NONCE_SIZE = 12;
    static final int TAG_SIZE = 16;

    /** Kept because looking up the algorithm takes longer than encrypting a text. */
    private @Nullable Cipher cipher;

    private boolean isNative;

    static SecretKey key(byte[] key) {
        return new SecretKeySpec(key, "AES");
    }

    /** Encrypts into {@code to} from this index, which needs room for the tag as well. Never call it twice with one nonce. */
    synchronized void encrypt(SecretKey key, byte[] nonce, byte[] context, byte[] plain, byte[] to, int at) {
        try {
            int unused = init(Cipher.ENCRYPT_MODE, key, nonce, context).doFinal(plain, 0, plain.length, to, at);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has AES-GCM, and the sizes are right
        }
    }

    /** Decrypts from this index; empty if key, nonce, context or content differ from those that were encrypted. */
    synchronized Optional<byte[]> decrypt(SecretKey key, byte[] nonce, byte[] context, byte[] from, int at) {
        try {
            return Optional.of(init(Cipher.DECRYPT_MODE, key, nonce, context).doFinal(from, at, from.length - at));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private Cipher init(int mode, SecretKey key, byte[] nonce, byte[] context) throws GeneralSecurityException {
        Cipher ready = cipher;
        if (ready == null || isNative != FastProvider.isNative()) {
            isNative = FastProvider.isNative();
            ready = Cipher.getInstance("AES/GCM/NoPadding");
            cipher = ready;
        }
        ready.init(mode, key, new GCMParameterSpec(Byte.SIZE * TAG_SIZE, nonce));
        ready.updateAAD(context);
        return ready;
    }
}
