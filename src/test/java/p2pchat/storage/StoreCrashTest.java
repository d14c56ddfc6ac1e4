package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.TestMessages.head;
import static p2pchat.storage.Samples.KEYS;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
import static p2pchat.storage.Samples.append;
import static p2pchat.storage.Samples.get;
import static p2pchat.storage.Samples.key;
import static p2pchat.storage.Samples.member;
import static p2pchat.storage.Samples.newest;
import static p2pchat.storage.Samples.shown;
import static p2pchat.storage.Samples.texts;
import static p2pchat.storage.Samples.view;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.membership.ViewStore.Kept;
import p2pchat.model.Head;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.nds.NetworkRecord;

@Timeout(120)
final class StoreCrashTest {

    private static final int LARGE = 100_000;

    @TempDir
    Path folder;

    @Test
    void acknowledgedMessagesAreInFiles() throws Exception {
        Path image = Files.createDirectory(folder.resolve("image"));
        try (SqliteNetworkStore store =
                SqliteNetworkStore.open(folder.resolve("network.db"), NETWORK, NAME, KEYS, () -> 0)) {
            MemberId self = new MemberId(new NodeId(1), store.uid());
            Kept kept = new Kept(Optional.of(self), Optional.of(view(3, 1, member(1, "ann"))));
            get(append(store, texts(1, 1, 50), List.of(head(key(1, 50), 50))));
            get(store.keep(kept));
            copyFiles(image);
            get(append(store, texts(1, 51, 60), List.of()));
            try (SqliteNetworkStore copy =
                    SqliteNetworkStore.open(image.resolve("network.db"), NETWORK, NAME, KEYS, () -> 0)) {
                assertThat(copy.uid()).isEqualTo(self.uid());
                assertThat(newest(copy, 100)).isEqualTo(shown(texts(1, 1, 50)));
                assertThat(get(copy.summary()).frontier())
                        .extracting(Head::place)
                        .containsExactly(new HistoryPlace(50, key(1, 50)));
                assertThat(get(copy.load())).isEqualTo(kept);
            }
        }
    }

    private void copyFiles(Path target) throws Exception {
        try (Stream<Path> files = Files.list(folder).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void killedNodeKeepsAcknowledgedMessages() throws Exception {
        long acknowledged = killAfter(500, AppendForEver.class);
        try (SqliteNetworkStore store = SqliteNetworkStore.openExisting(folder.resolve("network.db"), () -> 0)) {
            Ranges stored = get(store.summary()).vector().of(new NodeId(1));
            assertThat(stored.contiguous()).isGreaterThanOrEqualTo(acknowledged).isEqualTo(stored.last());
            assertThat(get(store.summary()).frontier())
                    .extracting(Head::place)
                    .containsExactly(new HistoryPlace(stored.last(), key(1, stored.last())));
        }
    }

    @Test
    void killedDirectoryKeepsGrants() throws Exception { // I7
        long acknowledged = killAfter(500, SaveForEver.class);
        try (SqliteDirectoryStore store =
                SqliteDirectoryStore.open(folder.resolve("directory.db"), new AnyCredentials())) {
            assertThat(store.load().records())
                    .hasSize(1)
                    .first()
                    .satisfies(record -> assertThat(record.epoch()).isGreaterThanOrEqualTo(acknowledged));
        }
    }

    /** Kills the process (like kill -9) after it printed this many numbers, and returns the last one printed. */
    private long killAfter(int numbers, Class<?> main) throws Exception {
        Process child = ChildJvm.start(main, folder.toString());
        long last = 0;
        try (BufferedReader out = child.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                last = Long.parseLong(line);
                if (last == numbers) {
                    child.toHandle().destroyForcibly(); // continues to read what was printed before
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(last).isGreaterThanOrEqualTo(numbers);
        return last;
    }

    /** Appends messages and prints each number after its acknowledgement. */
    static final class AppendForEver {
        public static void main(String[] arguments) {
            SqliteNetworkStore store =
                    SqliteNetworkStore.open(Path.of(arguments[0], "network.db"), NETWORK, NAME, KEYS, () -> 0);
            for (long seq = 1; ; seq++) {
                get(append(store, texts(1, seq, seq), List.of(head(key(1, seq), seq))));
                ChildJvm.say(seq);
            }
        }
    }

    /** Saves epochs and prints each after it is durable. */
    static final class SaveForEver {
        public static void main(String[] arguments) {
            SqliteDirectoryStore store =
                    SqliteDirectoryStore.open(Path.of(arguments[0], "directory.db"), new AnyCredentials());
            for (long epoch = 1; ; epoch++) {
                get(store.save(new NetworkRecord(
                        NetworkId.random(),
                        new NetworkName("ops"),
                        epoch,
                        epoch - 1,
                        Optional.empty(),
                        16,
                        false,
                        true)));
                ChildJvm.say(epoch);
            }
        }
    }

    @Test
    void opensLargeLog() {
        Path file = folder.resolve("network.db");
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 0)) {
            for (long seq = 1; seq <= LARGE / 10; seq += 250) {
                for (int author = 1; author <= 10; author++) {
                    append(store, texts(author, seq, seq + 249), List.of());
                }
                get(store.load()); // waits for the queue
            }
        }
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 0)) {
            assertThat(get(store.summary()).vector().size()).isEqualTo(LARGE);
            assertThat(newest(store, 200)).hasSize(200);
        }
    }
}
