package p2pchat.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.model.Address;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Bytes;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.Genesis.DirectoryMode;
import p2pchat.model.NetworkName;
import p2pchat.model.PersonKey;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.storage.KnownDirectories;

class TrustedDirectoryTest {

    private static final Address ADDRESS = new Address("127.0.0.1", 4700);

    @TempDir
    Path folder;

    private final List<Problem> reported = new ArrayList<>();
    private KnownDirectories known;

    @BeforeEach
    void open() {
        known = new KnownDirectories(folder.resolve("known_directories"));
    }

    private TrustedDirectory directory(boolean usual) {
        TrustedDirectory directory = new TrustedDirectory(ADDRESS, usual, known);
        directory.reportTo(reported::add);
        return directory;
    }

    private static void meet(TrustedDirectory directory, DeviceKey key) {
        directory.check(key);
        directory.answered();
    }

    @Test
    void changedKeyOfNamedDirectoryIsRefused() {
        meet(directory(false), key(1));
        TrustedDirectory again = directory(false);
        assertThatThrownBy(() -> again.check(key(2)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem())
                                .isEqualTo(new Problem.DirectoryKeyChanged(ADDRESS, key(1), key(2))));
        meet(again, key(1));
        assertThat(known.find(ADDRESS)).contains(key(1));
    }

    /** A handshake that fails after the certificate proves nothing. */
    @Test
    void keyIsTrustedOnlyAfterAnswer() {
        TrustedDirectory directory = directory(false);
        directory.check(key(1));
        assertThat(directory.seen()).isEmpty();
        assertThat(known.find(ADDRESS)).isEmpty();
        directory.answered();
        assertThat(directory.seen()).contains(key(1));
        assertThat(known.find(ADDRESS)).contains(key(1));
    }

    @Test
    void changedKeyOfUsualDirectoryIsReportedOnce() {
        meet(directory(true), key(1));
        assertThat(reported).isEmpty();
        TrustedDirectory again = directory(true);
        meet(again, key(2));
        meet(again, key(2));
        assertThat(reported).containsExactly(new Problem.DirectoryReplaced(ADDRESS, key(1), key(2)));
        assertThat(known.find(ADDRESS)).contains(key(2));
    }

    @Test
    void badFileStopsOnlyNamedDirectory() throws Exception {
        Files.writeString(folder.resolve("known_directories"), "nonsense\n");
        assertThatThrownBy(() -> directory(false).check(key(1))).isInstanceOf(ProblemException.class);
        TrustedDirectory usual = directory(true);
        meet(usual, key(1));
        assertThat(usual.seen()).contains(key(1));
    }

    @Test
    void onlyUsualDirectoryMayMove() {
        assertThat(directory(true).mode()).isEqualTo(DirectoryMode.LOCAL);
        assertThat(directory(false).mode()).isEqualTo(DirectoryMode.PINNED);
    }

    @Test
    void pinnedNetworkAcceptsOnlyItsDirectory() {
        TrustedDirectory directory = directory(true);
        meet(directory, key(2));
        assertThat(accepts(directory, genesis(DirectoryMode.PINNED), key(1))).isTrue();
        assertThat(accepts(directory, genesis(DirectoryMode.PINNED), key(2))).isFalse();
    }

    @Test
    void localNetworkAcceptsDirectorySeenNow() {
        TrustedDirectory directory = directory(true);
        meet(directory, key(2));
        assertThat(accepts(directory, genesis(DirectoryMode.LOCAL), key(1))).isTrue();
        assertThat(accepts(directory, genesis(DirectoryMode.LOCAL), key(2))).isTrue();
        assertThat(accepts(directory, genesis(DirectoryMode.LOCAL), key(3))).isFalse();
        directory.callBy(() -> {
            meet(directory, key(3));
            return CompletableFuture.completedStage(null);
        });
        assertThat(accepts(directory, genesis(DirectoryMode.LOCAL), key(3))).isTrue();
        assertThat(accepts(directory, genesis(DirectoryMode.LOCAL), key(2))).isFalse();
    }

    private static boolean accepts(TrustedDirectory directory, Genesis genesis, DeviceKey key) {
        return directory.accepts(genesis, key).toCompletableFuture().join();
    }

    private static Genesis genesis(DirectoryMode mode) {
        return new Genesis(
                new NetworkName("lunch"),
                new PersonKey(key(9).bytes()),
                key(8),
                key(1),
                mode,
                Bytes.of(new byte[16]),
                AdmissionPolicy.OPEN);
    }

    private static DeviceKey key(int value) {
        byte[] bytes = new byte[DeviceKey.SIZE];
        Arrays.fill(bytes, (byte) value);
        return DeviceKey.of(bytes);
    }
}
