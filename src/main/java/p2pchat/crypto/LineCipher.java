package p2pchat.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKey;
import p2pchat.model.TextCipher;

/** Encrypts each text on its own, with a random nonce, for files of at most millions of lines. */
final class LineCipher implements TextCipher {

    private static final String LABEL = "p2p-chat lines v1";
    private static final byte[] NO_CONTEXT = {};

    private final SecretKey key;
    private final SecureRandom random;
    private final AesGcm cipher = new AesGcm();

    LineCipher(byte[] storageKey, SecureRandom random) {
        this.key = AesGcm.key(KeyDerivation.derive(storageKey, NO_CONTEXT, LABEL));
        this.random = random;
    }

    @Override
    public String encrypt(String text) {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        byte[] nonce = new byte[AesGcm.NONCE_SIZE];
        random.nextBytes(nonce);
        byte[] line = Arrays.copyOf(nonce, AesGcm.NONCE_SIZE + plain.length + AesGcm.TAG_SIZE);
        cipher.encrypt(key, nonce, NO_CONTEXT, plain, line, AesGcm.NONCE_SIZE);
        return Base64.getEncoder().encodeToString(line);
    }

    @Override
    public Optional<String> decrypt(String line) {
        try {
            byte[] content = Base64.getDecoder().decode(line);
            if (content.length < AesGcm.NONCE_SIZE + AesGcm.TAG_SIZE) {
                return Optional.empty();
            }
            byte[] nonce = new byte[AesGcm.NONCE_SIZE];
            ByteBuffer.wrap(content).get(nonce);
            return cipher.decrypt(key, nonce, NO_CONTEXT, content, AesGcm.NONCE_SIZE)
                    .map(plain -> new String(plain, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
