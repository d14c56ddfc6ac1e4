package p2pchat.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import p2pchat.model.Body;
import p2pchat.model.Bytes;
import p2pchat.model.LruMap;
import p2pchat.model.MessageKey;

/**
 * Encrypts the texts in one store (protocol 2.14). Each opening of the store is a <em>segment</em> with a random salt and
 * thus with a key of its own, under which a counter is the nonce. So no nonce is used twice, even if the store was restored
 * from a backup.
 *
 * <p>Threading: any thread.
 */
public final class StoreCipher {

    /** The bytes that encryption adds to a text: segment, counter, the message's salt and the tag. */
    public static final int OVERHEAD = Integer.BYTES + Long.BYTES + Body.SALT_SIZE + AesGcm.TAG_SIZE;

    private static final String LABEL = "p2p-chat segment v1";
    private static final int SALT_SIZE = 16;
    private static final int HEADER_SIZE = Integer.BYTES + Long.BYTES;

    /** Limits the keys in memory; a segment beyond it costs one derivation per use. */
    private static final int MAX_SEGMENTS = 256;

    /** Finds the salts of the segments in a store. */
    @FunctionalInterface
    public interface Segments {

        /** Returns the salt that {@link #begin} returned for this segment; empty if the store has no such segment. */
        Optional<Bytes> salt(int segment);
    }

    private final byte[] storeKey;
    private final Segments segments;
    private final Map<Integer, SecretKey> keys = new LruMap<>(MAX_SEGMENTS);
    private final AesGcm cipher = new AesGcm();
    private Optional<SecretKey> writing = Optional.empty();
    private int segment;
    private long counter;

    StoreCipher(byte[] storeKey, Segments segments) {
        this.storeKey = storeKey;
        this.segments = segments;
    }

    /**
     * Begins a segment, in which texts are encrypted from now on.
     *
     * @param number of the segment, which the store has not used before
     * @return its salt, which must be durable before or together with the first text
     */
    public synchronized Bytes begin(int number, SecureRandom random) {
        byte[] salt = new byte[SALT_SIZE];
        random.nextBytes(salt);
        SecretKey key = derive(Bytes.of(salt));
        keys.put(number, key);
        writing = Optional.of(key);
        segment = number;
        counter = 0;
        return Bytes.of(salt);
    }

    /** Encrypts the text and salt of a message for its row. Requires a segment. */
    public synchronized byte[] encrypt(MessageKey message, Body body) {
        SecretKey key = writing.orElseThrow(() -> new IllegalStateException("no segment has begun"));
        byte[] utf8 = body.utf8();
        byte[] plain = ByteBuffer.allocate(Body.SALT_SIZE + utf8.length)
                .put(body.salt().toArray())
                .put(utf8)
                .array();
        counter++;
        byte[] row = new byte[HEADER_SIZE + plain.length + AesGcm.TAG_SIZE];
        ByteBuffer.wrap(row).putInt(segment).putLong(counter);
        cipher.encrypt(key, nonce(counter), context(message), plain, row, HEADER_SIZE);
        return row;
    }

    /**
     * Decrypts a row.
     *
     * @throws IllegalArgumentException if the row is damaged, or is that of another message or store
     */
    public synchronized Body decrypt(MessageKey message, byte[] row) {
        if (row.length < OVERHEAD) {
            throw damaged(message);
        }
        ByteBuffer fields = ByteBuffer.wrap(row);
        SecretKey key = keyOf(fields.getInt(), message);
        byte[] plain = cipher.decrypt(key, nonce(fields.getLong()), context(message), row, HEADER_SIZE)
                .orElseThrow(() -> damaged(message));
        return new Body(
                Bytes.of(Arrays.copyOf(plain, Body.SALT_SIZE)),
                new String(plain, Body.SALT_SIZE, plain.length - Body.SALT_SIZE, StandardCharsets.UTF_8));
    }

    private SecretKey keyOf(int number, MessageKey message) {
        SecretKey known = keys.get(number);
        if (known == null) {
            known = derive(segments.salt(number).orElseThrow(() -> damaged(message)));
            keys.put(number, known);
        }
        return known;
    }

    private SecretKey derive(Bytes salt) {
        return AesGcm.key(KeyDerivation.derive(storeKey, salt.toArray(), LABEL));
    }

    private static byte[] nonce(long count) {
        return ByteBuffer.allocate(AesGcm.NONCE_SIZE).putInt(0).putLong(count).array();
    }

    private static byte[] context(MessageKey message) {
        return ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(message.author().value())
                .putLong(message.seq())
                .array();
    }

    private static IllegalArgumentException damaged(MessageKey message) {
        return new IllegalArgumentException("the text of message " + message + " cannot be decrypted");
    }
}
