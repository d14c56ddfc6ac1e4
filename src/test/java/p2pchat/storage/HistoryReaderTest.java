package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
import static p2pchat.storage.Samples.get;
import static p2pchat.storage.Samples.member;
import static p2pchat.storage.Samples.problemOf;
import static p2pchat.storage.Samples.text;
import static p2pchat.storage.Samples.view;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.membership.ViewStore.Kept;
import p2pchat.model.Problem;
import p2pchat.storage.HistoryReader.Entry;

final class HistoryReaderTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("what? is #1 & 100%.db"); // a driver that takes paths for URLs trips over it
    }

    @Test
    void readsWithNicksWhileTheNodeWrites() {
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, () -> 77)) {
            get(store.keep(new Kept(Optional.empty(), Optional.of(view(1, 1, member(1, "ann"))))));
            get(store.append(List.of(text(1, 1, 1, "a"), text(2, 1, 2, "b")), List.of()));
            try (HistoryReader reader = HistoryReader.open(file)) {
                assertThat(reader.newest(10))
                        .containsExactly(
                                new Entry(text(1, 1, 1, "a"), "ann", 77), new Entry(text(2, 1, 2, "b"), "n2", 77));
                get(store.append(List.of(text(1, 2, 3, "c")), List.of()));
                assertThat(reader.newest(1)).containsExactly(new Entry(text(1, 2, 3, "c"), "ann", 77));
            }
        }
    }

    @Test
    void readsWhenNoNodeRuns() {
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, () -> 77)) {
            get(store.append(List.of(text(1, 1, 1, "a")), List.of()));
        }
        try (HistoryReader reader = HistoryReader.open(file)) {
            assertThat(reader.newest(10)).hasSize(1);
        }
    }

    @Test
    void aMissingFileIsNotMade() {
        assertThat(problemOf(() -> HistoryReader.open(file))).isInstanceOf(Problem.StoreUnusable.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void anEmptyFileHoldsNoStore() throws Exception {
        Files.createFile(file);
        assertThat(problemOf(() -> HistoryReader.open(file))).isInstanceOf(Problem.StoreUnusable.class);
    }
}
