package p2pchat.crypto;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import p2pchat.model.Bytes;
import p2pchat.model.NetworkId;
import p2pchat.model.TextCipher;

/**
 * Opens what a person has encrypted on disk. It is derived from the person's key, so it stays the same when that key gets
 * another passphrase or is imported on another machine.
 */
public final class StorageKey {

    private static final String LABEL = "p2p-chat at rest v1";
    private static final int KEY_SIZE = 32;
    private static final int WRAPPED_SIZE = AesGcm.NONCE_SIZE + KEY_SIZE + AesGcm.TAG_SIZE;

    private final byte[] key;

    private StorageKey(byte[] key) {
        this.key = key;
    }

    static StorageKey of(SigningKey person) {
        return new StorageKey(KeyDerivation.derive(person.seed(), new byte[0], LABEL));
    }

    /** Returns a cipher for texts outside of stores. */
    public TextCipher lines(SecureRandom random) {
        return new LineCipher(key, random);
    }

    /**
     * Draws the key of a new store.
     *
     * @param network of the store
     * @return the key, encrypted under this one, for the store's file
     */
    public Bytes newStoreKey(NetworkId network, SecureRandom random) {
        byte[] storeKey = new byte[KEY_SIZE];
        random.nextBytes(storeKey);
        byte[] nonce = new byte[AesGcm.NONCE_SIZE];
        random.nextBytes(nonce);
        byte[] wrapped = Arrays.copyOf(nonce, WRAPPED_SIZE);
        new AesGcm().encrypt(AesGcm.key(key), nonce, network.bytes(), storeKey, wrapped, AesGcm.NONCE_SIZE);
        return Bytes.of(wrapped);
    }

    /**
     * Opens a store's key; empty if another person's key encrypted it, or if it is damaged.
     *
     * @param network of the store
     * @param wrapped as returned by {@link #newStoreKey}
     * @param segments finds the salts of segments in the store
     */
    public Optional<StoreCipher> open(NetworkId network, Bytes wrapped, StoreCipher.Segments segments) {
        if (wrapped.size() != WRAPPED_SIZE) {
            return Optional.empty();
        }
        byte[] content = wrapped.toArray();
        byte[] nonce = new byte[AesGcm.NONCE_SIZE];
        ByteBuffer.wrap(content).get(nonce);
        return new AesGcm()
                .decrypt(AesGcm.key(key), nonce, network.bytes(), content, AesGcm.NONCE_SIZE)
                .map(storeKey -> new StoreCipher(storeKey, segments));
    }
}
