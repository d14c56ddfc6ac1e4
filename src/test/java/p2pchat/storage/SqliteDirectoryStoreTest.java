package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
import static p2pchat.storage.Samples.get;
import static p2pchat.storage.Samples.leader;
import static p2pchat.storage.Samples.problemOf;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Problem;
import p2pchat.nds.NetworkRecord;

final class SqliteDirectoryStoreTest {

    private static final NetworkRecord LED =
            new NetworkRecord(NETWORK, NAME, Long.MAX_VALUE, 3, Optional.of(leader(4)), 272, true);
    private static final NetworkRecord VACANT =
            new NetworkRecord(NetworkId.random(), new NetworkName("lunch"), 2, 1, Optional.empty(), 16, false);

    @TempDir
    Path folder;

    private SqliteDirectoryStore open() {
        return SqliteDirectoryStore.open(folder.resolve("directory.db"));
    }

    @Test
    void everyFieldOfARecordComesBack() {
        try (SqliteDirectoryStore store = open()) {
            assertThat(store.load()).isEmpty();
            get(store.save(LED));
            get(store.save(VACANT));
        }
        try (SqliteDirectoryStore store = open()) {
            assertThat(store.load()).containsExactly(VACANT, LED);
        }
    }

    @Test
    void aSaveReplacesTheRecordOfItsName() {
        NetworkRecord later = new NetworkRecord(NETWORK, NAME, 9, 8, Optional.empty(), 300, false);
        try (SqliteDirectoryStore store = open()) {
            get(store.save(LED));
            get(store.save(later));
            assertThat(store.load()).containsExactly(later);
        }
    }

    @Test
    void aNetworksFileIsNotADirectorys() {
        Path file = folder.resolve("directory.db");
        SqliteNetworkStore.open(file, NETWORK, NAME, () -> 0).close();
        assertThat(problemOf(this::open)).isInstanceOf(Problem.StoreCorrupt.class);
    }
}
