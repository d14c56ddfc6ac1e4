package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
import static p2pchat.storage.Samples.get;
import static p2pchat.storage.Samples.key;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.log.LogStore;
import p2pchat.membership.ViewStore.Kept;
import p2pchat.model.HistoryEntry;
import p2pchat.model.MessageHash;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/** A file that an earlier version of the program left: what it held is all there, and what is new holds for it, too. */
final class MigrationTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void writeTheFileAsSchema2Did() throws Exception {
        file = folder.resolve("network.db");
        String sql;
        try (var text = MigrationTest.class.getResourceAsStream("/stores/network-schema-2.sql")) {
            sql = new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            for (String one : sql.split(";\n")) {
                statement.execute(one);
            }
        }
    }

    @Test
    void schema2KeepsItsMessagesItsPlaceAndItsCursors() {
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, () -> 78)) {
            Kept kept = get(store.load());
            assertThat(kept.self().orElseThrow().node()).isEqualTo(new NodeId(1));
            assertThat(kept.view().orElseThrow().members()).hasSize(2);
            assertThat(get(store.cursors())).isEqualTo(Map.of(new NodeId(2), Ranges.upTo(3)));
            LogStore.Summary summary = get(store.summary());
            assertThat(summary.vector().contains(key(1, 9))).isTrue();
            assertThat(summary.vector().size()).isEqualTo(6);
            assertThat(summary.undelivered())
                    .isEqualTo(VersionVector.of(Map.of(new NodeId(1), new Ranges(List.of(new Ranges.Range(9, 9))))));
            assertThat(summary.digest().messages()).isEqualTo(6);
            store.saveNicks(Map.of(new NodeId(9), new Nick("zoe")));
            assertThat(get(store.nicks())).containsEntry(new NodeId(9), new Nick("zoe"));
            assertThat(get(store.readWaiting(9)))
                    .singleElement()
                    .satisfies(waiting -> assertThat(waiting.key()).isEqualTo(key(1, 9)));
        }
    }

    @Test
    void editsAndDeletionsThatSchema2OnlyStoredTakeEffect() throws Exception {
        assertThat(bytes()).contains("a secret");
        try (HistoryReader reader = HistoryReader.open(file)) { // a reader alone brings it up to date, too
            assertThat(reader.newest(9))
                    .extracting(entry -> entry.message().text())
                    .containsExactly("meet at one", "", "see you");
            assertThat(reader.newest(9)).extracting(HistoryEntry::edited).containsExactly(true, false, false);
            Optional<MessageHash> hash = reader.newest(9).get(1).message().erased();
            assertThat(hash).isPresent();
        }
        SqliteNetworkStore.open(file, NETWORK, NAME, () -> 78).close();
        assertThat(bytes()).contains("see you").doesNotContain("a secret");
    }

    /** Of the file and of what may lie beside it. */
    private String bytes() throws Exception {
        StringBuilder all = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (Path each : files.toList()) {
                all.append(new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
