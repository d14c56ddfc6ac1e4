package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static p2pchat.TestMessages.head;
import static p2pchat.storage.Samples.KEYS;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
import static p2pchat.storage.Samples.append;
import static p2pchat.storage.Samples.get;
import static p2pchat.storage.Samples.leader;
import static p2pchat.storage.Samples.newest;
import static p2pchat.storage.Samples.problemOf;
import static p2pchat.storage.Samples.shown;
import static p2pchat.storage.Samples.text;
import static p2pchat.storage.Samples.texts;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.crypto.Identity;
import p2pchat.crypto.KeyRings;
import p2pchat.crypto.Passphrase;
import p2pchat.log.LogStore.Outcome;
import p2pchat.model.ChatMessage;
import p2pchat.model.Genesis;
import p2pchat.model.Head;
import p2pchat.model.HistoryQuery;
import p2pchat.model.NetworkId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Ranges;
import p2pchat.model.Uid;
import p2pchat.nds.NetworkRecord;

@Timeout(60)
final class StoreFailureTest {

    private static final NetworkRecord RECORD =
            new NetworkRecord(NETWORK, NAME, 1, 0, Optional.of(leader(1)), 16, false, true);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("network.db");
    }

    private SqliteNetworkStore open() {
        return SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 0);
    }

    private static void setLimit(SqliteNetworkStore store, String pages) {
        get(store.thread().submit(session -> {
            session.execute("PRAGMA max_page_count = " + pages);
            return true;
        }));
    }

    private static ChatMessage big(long seq) {
        return text(1, seq, seq, "x".repeat(60_000));
    }

    /** A file instead of a folder, and file systems without size, are no full disks (newcomer 10, public 3). */
    @Test
    void namesWhyFolderCannotBeUsed() throws IOException {
        Path plain = Files.createFile(folder.resolve("plain"));
        assertThat(problemOf(() -> NodeHome.open(plain, new Nick("ann"))))
                .isEqualTo(new Problem.StoreUnusable(plain, "it is a file, not a folder"));
        assertThat(problemOf(() -> NodeHome.open(Path.of("/proc/foo"), new Nick("ann"))))
                .isInstanceOfSatisfying(
                        Problem.StoreUnusable.class,
                        problem -> assertThat(problem.cause()).doesNotContain("/proc"));
        assertThat(problemOf(() -> NodeHome.open(Problem.HomeUnknown.NONE.resolve("p2p-chat"), new Nick("ann"))))
                .isEqualTo(new Problem.HomeUnknown());
    }

    @Test
    void fullDiskStoresNothingAndRecovers() {
        try (SqliteNetworkStore store = open()) {
            List<Head> frontier = List.of(head(Samples.key(1, 1), 1));
            get(append(store, texts(1, 1, 1), frontier));
            setLimit(store, "20");
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThat(problemOf(() -> get(append(store, List.of(big(2), big(3)), List.of()))))
                        .isEqualTo(new Problem.DiskFull(file));
                assertThat(newest(store, 9)).isEqualTo(shown(texts(1, 1, 1)));
                assertThat(get(store.summary()).frontier()).isEqualTo(frontier);
            }
            setLimit(store, "100000");
            assertThat(get(append(store, List.of(big(2), big(3)), List.of()))).containsOnly(Outcome.STORED);
            assertThat(get(store.summary()).vector().of(new NodeId(1))).isEqualTo(Ranges.upTo(3));
        }
        try (SqliteNetworkStore store = open()) {
            assertThat(newest(store, 9)).hasSize(3);
        }
    }

    @Test
    void survivesFullFileSystem() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()), "may not mount");
        try {
            file = disk.resolve("network.db");
            fillAndEmpty(disk);
        } finally {
            run("umount", disk.toString());
        }
    }

    private void fillAndEmpty(Path disk) throws IOException {
        Path ballast = disk.resolve("ballast");
        try (SqliteNetworkStore store = open()) {
            get(append(store, texts(1, 1, 5), List.of()));
            fill(ballast);
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThat(problemOf(() -> get(append(store, List.of(big(6)), List.of()))))
                        .isEqualTo(new Problem.DiskFull(file));
                assertThat(newest(store, 9)).hasSize(5);
            }
            Files.delete(ballast);
            assertThat(get(append(store, List.of(big(6)), List.of()))).containsExactly(Outcome.STORED);
        }
        fill(ballast);
        assertThat(problemOf(this::open)).isEqualTo(new Problem.DiskFull(file));
        Files.delete(ballast);
        try (SqliteNetworkStore store = open()) {
            assertThat(get(store.summary()).vector().of(new NodeId(1))).isEqualTo(Ranges.upTo(6));
        }
    }

    private static void fill(Path ballast) throws IOException {
        byte[] block = new byte[4_096];
        try (RandomAccessFile out = new RandomAccessFile(ballast.toFile(), "rw")) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space");
        }
    }

    private static boolean run(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    @Test
    void refusesFileThatIsNoDatabase() throws Exception {
        Files.writeString(file, "Dear diary, this is not a database. ".repeat(100));
        assertThat(problemOf(this::open)).isInstanceOf(Problem.StoreCorrupt.class);
        assertThat(problemOf(() -> Samples.reader(file))).isInstanceOf(Problem.StoreCorrupt.class);
        assertThat(problemOf(() -> SqliteDirectoryStore.open(file, new AnyCredentials())))
                .isInstanceOf(Problem.StoreCorrupt.class);
        assertThat(file).content().startsWith("Dear diary");
    }

    @Test
    void leavesForeignDatabaseUnchanged() throws Exception {
        try (SqliteSession foreign = SqliteSession.open(file, SqliteSession.Access.CREATE)) {
            foreign.execute("CREATE TABLE meta (key TEXT, value TEXT)");
        }
        byte[] before = Files.readAllBytes(file);
        assertThat(problemOf(this::open)).isInstanceOf(Problem.StoreCorrupt.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void damagedPageFailsItsReads() throws Exception {
        try (SqliteNetworkStore store = open()) {
            for (int from = 1; from < 2_000; from += 100) {
                get(append(store, texts(1, from, from + 99), List.of()));
            }
        }
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(40 * 4_096); // behind the first page of each table
            raw.write(new byte[(int) (raw.length() - 40 * 4_096)]);
        }
        try (SqliteNetworkStore store = open()) {
            assertThat(problemOf(() -> newest(store, 2_000))).isInstanceOf(Problem.StoreCorrupt.class);
            assertThat(get(store.load()).view()).isEmpty();
        }
    }

    @Test
    void reportsInvalidRowAsCorrupt() {
        try (SqliteNetworkStore store = open()) {
            get(append(store, texts(1, 1, 1), List.of()));
            get(store.thread().submit(session -> {
                session.execute("UPDATE message SET header = x'01'");
                return true;
            }));
            assertThat(problemOf(() -> newest(store, 1))).isInstanceOf(Problem.StoreCorrupt.class);
        }
    }

    @Test
    void refusesStoreWithoutIdentity() {
        try (SqliteNetworkStore store = open()) {
            get(store.thread().submit(session -> {
                session.execute("DELETE FROM meta WHERE key = 'uid'");
                return true;
            }));
        }
        assertThat(problemOf(this::open)).isInstanceOf(Problem.StoreCorrupt.class);
    }

    @Test
    void refusesNewerStore() {
        try (SqliteNetworkStore store = open()) {
            get(store.thread().submit(session -> {
                session.execute("UPDATE meta SET value = 3 WHERE key = 'schema'");
                return true;
            }));
        }
        assertThat(problemOf(this::open))
                .isEqualTo(new Problem.StoreNewer(file, 3, SqliteNetworkStore.SCHEMA.version()));
        assertThat(problemOf(() -> Samples.reader(file)))
                .isEqualTo(new Problem.StoreNewer(file, 3, SqliteNetworkStore.SCHEMA.version()));
    }

    @Test
    void refusesStoreOfOtherDeviceOrPerson() {
        KeyRings ann = keys("ann");
        NetworkId network = ann.found(NAME, ann.device().key(), Genesis.DirectoryMode.PINNED);
        Uid uid;
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, network, NAME, ann, () -> 0)) {
            uid = store.uid();
            get(append(store, texts(1, 1, 3), List.of()));
        }
        KeyRings ann2 = keys("ann2");
        assertThat(problemOf(() -> SqliteNetworkStore.open(file, network, NAME, ann2, () -> 0)))
                .isEqualTo(new Problem.StoreOfOtherDevice(file));
        try (HistoryReader reader = HistoryReader.open(file, ann2.device().storageKey())) {
            assertThat(reader.page(HistoryQuery.newest(9)))
                    .as("by the same person")
                    .hasSize(3);
        }
        assertThat(problemOf(() -> SqliteNetworkStore.open(file, network, NAME, KEYS, () -> 0)))
                .isEqualTo(new Problem.StoreOfOtherPerson(file));
        assertThat(problemOf(() -> Samples.reader(file))).isEqualTo(new Problem.StoreOfOtherPerson(file));
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, network, NAME, ann, () -> 0)) {
            assertThat(store.uid()).isEqualTo(uid);
        }
    }

    /** Returns the keys of a device of one person. */
    private KeyRings keys(String home) {
        SecureRandom random = new SecureRandom();
        Identity person = Identity.readOrCreate(folder.resolve("identity.pem"), Passphrase.NONE, random);
        return new KeyRings(person.deviceOrCreate(folder.resolve(home), random, 0), random, () -> 0);
    }

    /** A damaged text is reported, whether it is read by the node or by {@code history}. */
    @Test
    void reportsDamagedText() {
        try (SqliteNetworkStore store = open()) {
            get(append(store, texts(1, 1, 3), List.of()));
            get(store.thread().submit(session -> {
                session.execute("UPDATE message SET body = (SELECT body FROM message WHERE seq = 1) WHERE seq = 2");
                return true;
            }));
            assertThat(problemOf(() -> newest(store, 9))).isInstanceOf(Problem.StoreCorrupt.class);
            assertThat(newest(store, 1)).as("later messages").hasSize(1);
        }
        try (HistoryReader reader = Samples.reader(file)) {
            assertThat(problemOf(() -> reader.page(HistoryQuery.newest(9))))
                    .isEqualTo(new Problem.StoreCorrupt(
                            file, "cannot read a row: the text of message n1#2 cannot be decrypted"));
        }
    }

    @Test
    void refusesStoreWithoutSchemaVersion() {
        try (SqliteNetworkStore store = open()) {
            get(store.thread().submit(session -> {
                session.execute("DELETE FROM meta WHERE key = 'schema'");
                return true;
            }));
        }
        assertThat(problemOf(this::open))
                .isEqualTo(new Problem.StoreCorrupt(file, "the file has no supported schema version"));
    }

    @Test
    void refusesFileInPlaceOfDirectory() throws Exception {
        Files.createFile(file);
        Path below = file.resolve("network.db");
        assertThat(problemOf(() -> SqliteNetworkStore.open(below, NETWORK, NAME, KEYS, () -> 0)))
                .isInstanceOf(Problem.StoreUnusable.class);
        assertThat(problemOf(() -> SqliteDirectoryStore.open(below, new AnyCredentials())))
                .isInstanceOf(Problem.StoreUnusable.class);
    }

    @Test
    void refusesDirectoryInPlaceOfFile() throws Exception {
        Files.createDirectory(file);
        assertThat(problemOf(this::open)).isInstanceOf(Problem.StoreUnusable.class);
    }

    @Test
    void refusesReadOnlyDirectory() throws Exception {
        assumeFalse("root".equals(System.getProperty("user.name")), "root writes anywhere");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
        try {
            assertThat(problemOf(this::open)).isInstanceOf(Problem.StoreUnusable.class);
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void openExistingCreatesNothing() {
        assertThat(problemOf(() -> SqliteNetworkStore.openExisting(file, () -> 0)))
                .isInstanceOf(Problem.StoreUnusable.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void failsAfterFileIsGone() throws Exception {
        try (SqliteDirectoryStore store = SqliteDirectoryStore.open(file, new AnyCredentials())) {
            get(store.save(RECORD));
            Path elsewhere = folder.resolve("elsewhere.db");
            Files.move(file, elsewhere);
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThat(problemOf(() -> get(store.save(RECORD)))).isInstanceOf(Problem.StoreUnusable.class);
            }
            assertThat(file).doesNotExist();
            Files.move(elsewhere, file);
            get(store.save(RECORD));
            assertThat(store.load().records()).containsExactly(RECORD);
        }
    }

    @Test
    void doesNotWriteToReplacedNetwork() throws Exception {
        Path mine = Files.createDirectory(folder.resolve("mine"));
        Path other = Files.createDirectory(folder.resolve("other"));
        SqliteNetworkStore.open(other.resolve("network.db"), Samples.found(), NAME, KEYS, () -> 0)
                .close();
        file = mine.resolve("network.db");
        try (SqliteNetworkStore store = open()) {
            Files.move(mine, folder.resolve("elsewhere"));
            Files.move(other, mine);
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThat(problemOf(() -> get(append(store, texts(1, 1, 1), List.of()))))
                        .isInstanceOf(Problem.StoreUnusable.class);
            }
        }
        try (HistoryReader reader = Samples.reader(file)) {
            assertThat(reader.page(HistoryQuery.newest(9))).isEmpty();
        }
    }

    @Test
    void continuesWithOlderCopyOfSameNetwork() throws Exception {
        Path mine = Files.createDirectory(folder.resolve("mine"));
        Path backup = Files.createDirectory(folder.resolve("backup"));
        file = mine.resolve("network.db");
        open().close();
        Files.copy(file, backup.resolve("network.db"));
        try (SqliteNetworkStore store = open()) {
            get(append(store, texts(1, 1, 1), List.of()));
            Files.move(mine, folder.resolve("elsewhere"));
            Files.move(backup, mine);
            assertThat(problemOf(() -> get(append(store, texts(1, 2, 2), List.of()))))
                    .isInstanceOf(Problem.StoreUnusable.class);
            get(append(store, texts(1, 3, 3), List.of()));
        }
        try (HistoryReader reader = Samples.reader(file)) {
            assertThat(reader.page(HistoryQuery.newest(9))).hasSize(1);
        }
    }
}
