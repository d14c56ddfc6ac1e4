package p2pchat.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.model.Body;
import p2pchat.model.Bytes;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkId;
import p2pchat.model.NodeId;
import p2pchat.model.TextCipher;

/** Encryption of a store's texts (attack 21). */
class StoreCipherTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final NetworkId NETWORK = NetworkId.random();
    private static final MessageKey FIRST = new MessageKey(new NodeId(3), 17);
    private static final Body SOUP = new Body(Bytes.of(new byte[Body.SALT_SIZE]), "soup at noon? 🍲");

    private final StorageKey ann = StorageKey.of(SigningKey.random(RANDOM));
    private final Bytes wrapped = ann.newStoreKey(NETWORK, RANDOM);
    private final Map<Integer, Bytes> segments = new HashMap<>();
    private final StoreCipher cipher = open();

    @TempDir
    private Path folder;

    @AfterEach
    void remove() {
        Security.removeProvider("p2p-chat");
    }

    private StoreCipher open() {
        return open(ann, NETWORK, wrapped).orElseThrow();
    }

    private Optional<StoreCipher> open(StorageKey key, NetworkId network, Bytes from) {
        return key.open(network, from, segment -> Optional.ofNullable(segments.get(segment)));
    }

    private void begin(StoreCipher store, int segment) {
        segments.put(segment, store.begin(segment, RANDOM));
    }

    @Test
    void textsAreReadAfterLaterOpenings() {
        begin(cipher, 1);
        byte[] row = cipher.encrypt(FIRST, SOUP);
        assertThat(row).hasSize(StoreCipher.OVERHEAD + SOUP.utf8().length);
        assertThat(new String(row, StandardCharsets.ISO_8859_1)).doesNotContain("soup");
        StoreCipher later = open();
        begin(later, 2);
        assertThat(later.decrypt(FIRST, row)).isEqualTo(SOUP);
        assertThat(cipher.decrypt(FIRST, later.encrypt(FIRST, SOUP)))
                .as("a reader that was opened before")
                .isEqualTo(SOUP);
    }

    @Test
    void keyOpensOnlyForItsPersonAndStore() {
        assertThat(open(StorageKey.of(SigningKey.random(RANDOM)), NETWORK, wrapped))
                .isEmpty();
        assertThat(open(ann, NetworkId.random(), wrapped)).isEmpty();
        assertThat(open(ann, NETWORK, Bytes.of(new byte[wrapped.size()]))).isEmpty();
        assertThat(open(ann, NETWORK, Bytes.of(new byte[3]))).isEmpty();
    }

    @Test
    void storesHaveDifferentKeys() {
        StoreCipher other = open(ann, NETWORK, ann.newStoreKey(NETWORK, RANDOM)).orElseThrow();
        begin(cipher, 1);
        byte[] row = cipher.encrypt(FIRST, SOUP);
        assertDamaged(other, FIRST, row);
    }

    @Test
    void reportsDamagedAndMovedRows() {
        begin(cipher, 1);
        begin(cipher, 2);
        byte[] row = cipher.encrypt(FIRST, SOUP);
        for (int at = 0; at < row.length; at++) {
            byte[] damaged = row.clone();
            damaged[at] ^= 1;
            assertDamaged(open(), FIRST, damaged);
        }
        for (int size = 0; size < row.length; size++) {
            assertDamaged(cipher, FIRST, Arrays.copyOf(row, size));
        }
        assertDamaged(cipher, new MessageKey(FIRST.author(), 18), row);
        assertDamaged(cipher, new MessageKey(new NodeId(4), 17), row);
    }

    private static void assertDamaged(StoreCipher cipher, MessageKey key, byte[] row) {
        assertThatThrownBy(() -> cipher.decrypt(key, row))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the text of message " + key + " cannot be decrypted");
    }

    /** A store put back uses its segment numbers again, but not their keys. */
    @Test
    void neverEncryptsTwiceTheSameWay() {
        Set<Bytes> rows = new HashSet<>();
        for (int restored = 0; restored < 3; restored++) {
            StoreCipher store = open();
            begin(store, 7);
            begin(store, 7);
            for (int i = 0; i < 100; i++) {
                rows.add(Bytes.of(store.encrypt(FIRST, SOUP)));
            }
        }
        assertThat(rows).hasSize(300);
    }

    @Test
    void encryptsOnlyInSegment() {
        assertThatThrownBy(() -> cipher.encrypt(FIRST, SOUP)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void linesOpenOnlyForTheirPerson() {
        TextCipher lines = ann.lines(RANDOM);
        String line = lines.encrypt("soup?\nwhen?");
        assertThat(line).doesNotContain("\n").isNotEqualTo(lines.encrypt("soup?\nwhen?"));
        assertThat(ann.lines(RANDOM).decrypt(line)).contains("soup?\nwhen?");
        assertThat(StorageKey.of(SigningKey.random(RANDOM)).lines(RANDOM).decrypt(line))
                .isEmpty();
        for (String damaged : List.of("", "soup?", "AAAA", "A" + line.substring(1, line.length() - 4), "é" + line)) {
            assertThat(lines.decrypt(damaged)).as(damaged).isEmpty();
        }
    }

    @Test
    void nativeLibraryReadsWhatTheJdkWrote() {
        begin(cipher, 1);
        byte[] byJdk = cipher.encrypt(FIRST, SOUP);
        FastProvider.install(folder);
        assertThat(FastProvider.isNative()).isTrue();
        assertThat(cipher.decrypt(FIRST, byJdk)).isEqualTo(SOUP);
        byte[] byLibrary = cipher.encrypt(FIRST, SOUP);
        Security.removeProvider("p2p-chat");
        assertThat(cipher.decrypt(FIRST, byLibrary)).isEqualTo(SOUP);
        FastProvider.install(folder);
        reportsDamagedAndMovedRows();
    }
}
