package p2pchat.storage;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.storage.Samples.KEYS;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
import static p2pchat.storage.Samples.get;
import static p2pchat.storage.Samples.leader;
import static p2pchat.storage.Samples.problemOf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.model.Bytes;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Problem;
import p2pchat.nds.DirectoryStore;
import p2pchat.nds.NetworkRecord;

final class SqliteDirectoryStoreTest {

    private static final NetworkRecord LED =
            new NetworkRecord(NETWORK, NAME, Long.MAX_VALUE, 3, Optional.of(leader(4)), 272, true, true);
    private static final NetworkRecord VACANT =
            new NetworkRecord(NetworkId.random(), new NetworkName("lunch"), 2, 1, Optional.empty(), 16, false, false);

    private static final NetworkRecord LATER =
            new NetworkRecord(VACANT.id(), VACANT.name(), 5, 4, Optional.of(leader(4)), 96, false, true);

    @TempDir
    Path folder;

    private SqliteDirectoryStore open() {
        return SqliteDirectoryStore.open(folder.resolve("directory.db"), new AnyCredentials());
    }

    @Test
    void storesAllFields() {
        try (SqliteDirectoryStore store = open()) {
            assertThat(store.load().records()).isEmpty();
            get(store.save(LED));
            get(store.save(VACANT));
        }
        try (SqliteDirectoryStore store = open()) {
            assertThat(store.load().records()).containsExactly(VACANT, LED);
        }
    }

    @Test
    void saveReplacesRecord() {
        NetworkRecord later = new NetworkRecord(NETWORK, NAME, 9, 8, Optional.empty(), 300, false, true);
        try (SqliteDirectoryStore store = open()) {
            get(store.save(LED));
            get(store.save(later));
            assertThat(store.load().records()).containsExactly(later);
        }
    }

    @Test
    void deletedRecordStaysDeleted() {
        saved(LED);
        saved(VACANT);
        try (SqliteDirectoryStore store = open()) {
            get(store.delete(LED.name()));
        }
        try (SqliteDirectoryStore store = open()) {
            assertThat(store.load()).isEqualTo(new DirectoryStore.Contents(List.of(VACANT), false));
        }
    }

    @Test
    void keepsStatementsInOrderUntilTheRecordIsDeleted() {
        Bytes first = Bytes.of(new byte[] {2});
        Bytes second = Bytes.of(new byte[] {1});
        try (SqliteDirectoryStore store = open()) {
            store.statements().add(LED.id(), List.of(first));
            store.statements().add(LED.id(), List.of(first, second));
            store.statements().add(VACANT.id(), List.of(second));
            get(store.save(LED));
        }
        try (SqliteDirectoryStore store = open()) {
            assertThat(store.statements().load())
                    .isEqualTo(Map.of(LED.id(), List.of(first, second), VACANT.id(), List.of(second)));
            get(store.delete(LED.name()));
            assertThat(store.statements().load()).containsOnlyKeys(VACANT.id());
            store.statements().remove(VACANT.id());
            assertThat(store.statements().load()).isEmpty();
        }
    }

    @Test
    void restartKeepsTrust() {
        saved(LED);
        saved(VACANT);
        try (SqliteDirectoryStore store = open()) {
            assertThat(store.load()).isEqualTo(new DirectoryStore.Contents(List.of(VACANT, LED), false));
        }
    }

    @Test
    void trustsStoreWithoutSavedTime() throws Exception {
        saved(VACANT);
        Files.delete(timeFile());
        try (SqliteSession session = SqliteSession.open(folder.resolve("directory.db"), SqliteSession.Access.WRITE)) {
            session.execute("DELETE FROM meta WHERE key = 'touched'");
        }
        assertThatItIsTheNewest();
    }

    @Test
    void detectsRestoredFile() throws Exception { // H5
        saved(VACANT);
        Path copy = Files.copy(folder.resolve("directory.db"), folder.resolve("copy"));
        saved(LATER);
        Files.copy(copy, folder.resolve("directory.db"), REPLACE_EXISTING, COPY_ATTRIBUTES);
        assertThatItIsAnOldCopy();
    }

    @Test
    void detectsCopyRestoredAfterOneRun() throws Exception {
        try (SqliteDirectoryStore store = open()) {
            get(store.save(VACANT));
            copy(folder, folder.resolve("copy"));
            get(store.save(LATER));
        }
        Files.delete(folder.resolve("copy").resolve("directory.db-ctime"));
        copy(folder.resolve("copy"), folder);
        assertThatItIsAnOldCopy();
    }

    @Test
    void detectsFileWithoutDetectorFile() throws Exception {
        saved(VACANT);
        Files.delete(timeFile());
        assertThatItIsAnOldCopy();
    }

    @Test
    void detectsRestoredDirectory() throws Exception {
        saved(VACANT);
        copy(folder, folder.resolve("copy"));
        saved(LATER);
        Files.delete(folder.resolve("directory.db"));
        Files.delete(timeFile());
        copy(folder.resolve("copy"), folder);
        assertThatItIsAnOldCopy();
    }

    @Test
    void detectsOverwrittenDirectory() throws Exception {
        saved(VACANT);
        byte[] store = Files.readAllBytes(folder.resolve("directory.db"));
        FileTime time = Files.getLastModifiedTime(timeFile());
        saved(LATER);
        Files.write(folder.resolve("directory.db"), store);
        Files.write(timeFile(), new byte[0]);
        Files.setLastModifiedTime(timeFile(), time);
        assertThatItIsAnOldCopy();
    }

    private void saved(NetworkRecord record) {
        try (SqliteDirectoryStore store = open()) {
            get(store.save(record));
        }
    }

    /** The mark survives another restart. */
    private void assertThatItIsAnOldCopy() {
        NetworkRecord distrusted = new NetworkRecord(
                VACANT.id(), VACANT.name(), VACANT.epoch(), VACANT.grantedFrom(), VACANT.leader(), 16, true, false);
        try (SqliteDirectoryStore store = open()) {
            assertThat(store.load()).isEqualTo(new DirectoryStore.Contents(List.of(distrusted), true));
        }
        try (SqliteDirectoryStore store = open()) {
            assertThat(store.load()).isEqualTo(new DirectoryStore.Contents(List.of(distrusted), false));
        }
    }

    private void assertThatItIsTheNewest() {
        for (int start = 0; start < 2; start++) {
            try (SqliteDirectoryStore store = open()) {
                assertThat(store.load()).isEqualTo(new DirectoryStore.Contents(List.of(VACANT), false));
            }
        }
    }

    private Path timeFile() {
        return folder.resolve("directory.db-ctime");
    }

    private static void copy(Path from, Path to) throws Exception {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), REPLACE_EXISTING, COPY_ATTRIBUTES);
            }
        }
    }

    @Test
    void refusesFileOfNetwork() {
        Path file = folder.resolve("directory.db");
        SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 0).close();
        assertThat(problemOf(this::open)).isInstanceOf(Problem.StoreCorrupt.class);
    }
}
