package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static p2pchat.storage.Samples.KEYS;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
import static p2pchat.storage.Samples.append;
import static p2pchat.storage.Samples.get;
import static p2pchat.storage.Samples.leader;
import static p2pchat.storage.Samples.newest;
import static p2pchat.storage.Samples.problemOf;
import static p2pchat.storage.Samples.texts;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.log.LogStore.Outcome;
import p2pchat.model.HistoryQuery;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Ranges;
import p2pchat.nds.NetworkRecord;

@Timeout(60)
final class GroupCommitTest {

    @TempDir
    Path folder;

    private final CountDownLatch gate = new CountDownLatch(1);

    private SqliteNetworkStore open() {
        return SqliteNetworkStore.open(folder.resolve("network.db"), NETWORK, NAME, KEYS, () -> 0);
    }

    /** Blocks the thread in a transaction until the gate opens, so that later jobs queue up. */
    private void occupy(StoreThread thread) throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        thread.submit(session -> {
            busy.countDown();
            return passGate();
        });
        assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private boolean passGate() throws SQLException {
        try {
            return gate.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new SQLException(e);
        }
    }

    @Test
    void queuedSavesShareCommit() throws Exception {
        try (SqliteDirectoryStore store =
                SqliteDirectoryStore.open(folder.resolve("directory.db"), new AnyCredentials())) {
            occupy(store.thread());
            List<CompletionStage<Void>> saves = new ArrayList<>();
            for (int i = 0; i < 2 * StoreThread.MAX_GROUP; i++) {
                saves.add(store.save(new NetworkRecord(
                        NetworkId.random(),
                        new NetworkName("net" + i),
                        1,
                        0,
                        Optional.of(leader(1)),
                        16,
                        false,
                        true)));
            }
            gate.countDown();
            saves.forEach(Samples::get);
            assertThat(store.thread().commits()).isEqualTo(1 + 2);
            assertThat(store.load().records()).hasSize(2 * StoreThread.MAX_GROUP);
        }
    }

    @Test
    void acknowledgesAfterCommit() throws Exception {
        try (SqliteNetworkStore store = open();
                HistoryReader reader = Samples.reader(folder.resolve("network.db"))) {
            occupy(store.thread());
            CompletionStage<Integer> visible = append(store, texts(1, 1, 5), List.of())
                    .thenApply(done -> reader.page(HistoryQuery.newest(9)).size());
            CompletionStage<List<Outcome>> later = append(store, texts(1, 6, 6), List.of());
            gate.countDown();
            assertThat(get(visible)).isEqualTo(6); // including the other job of the group
            assertThat(get(later)).containsExactly(Outcome.STORED);
        }
    }

    @Test
    void failedJobDoesNotAffectGroup() throws Exception {
        try (SqliteNetworkStore store = open()) {
            occupy(store.thread());
            CompletionStage<List<Outcome>> before = append(store, texts(1, 1, 1), List.of());
            CompletionStage<Boolean> broken = store.thread().submit(session -> {
                session.execute("INSERT INTO cursor VALUES (1, x'00')");
                session.execute("INSERT INTO nowhere VALUES (1)");
                return true;
            });
            CompletionStage<Boolean> bug = store.thread().submit(session -> {
                session.execute("INSERT INTO cursor VALUES (2, x'00')");
                throw new IllegalStateException("a bug");
            });
            CompletionStage<List<Outcome>> after = append(store, texts(1, 2, 2), List.of());
            gate.countDown();
            assertThat(get(before)).containsExactly(Outcome.STORED);
            assertThat(problemOf(() -> get(broken))).isInstanceOf(Problem.StoreUnusable.class);
            assertThatThrownBy(() -> get(bug)).hasRootCauseMessage("a bug");
            assertThat(get(after)).containsExactly(Outcome.STORED);
            assertThat(get(store.cursors())).isEmpty();
            assertThat(get(store.summary()).vector().of(new NodeId(1))).isEqualTo(Ranges.upTo(2));
        }
    }

    @Test
    void refusesJobsBeyondLimit() throws Exception {
        try (SqliteNetworkStore store = open()) {
            occupy(store.thread());
            List<CompletionStage<List<Outcome>>> accepted = new ArrayList<>();
            for (int seq = 1; seq <= SqliteNetworkStore.MAX_WAITING; seq++) {
                accepted.add(append(store, texts(1, seq, seq), List.of()));
            }
            assertThat(problemOf(() -> get(append(store, texts(2, 1, 1), List.of()))))
                    .isInstanceOf(Problem.StoreUnusable.class);
            gate.countDown();
            accepted.forEach(stage -> assertThat(get(stage)).containsExactly(Outcome.STORED));
            assertThat(get(append(store, texts(2, 1, 1), List.of()))).containsExactly(Outcome.STORED);
        }
    }

    private StoreThread thread(Duration lazy) throws SQLException {
        Path file = folder.resolve("directory.db");
        SqliteSession session = SqliteSession.open(file, SqliteSession.Access.CREATE);
        session.beginTransactions();
        return StoreThread.start(file, session, () -> session, 10, lazy);
    }

    @Test
    void lazyJobSharesNextCommit() throws Exception {
        try (StoreThread thread = thread(Duration.ofHours(1))) {
            for (int round = 1; round <= 50; round++) {
                CompletionStage<Boolean> lazy = thread.submitLazily(session -> true);
                get(thread.submit(session -> true));
                get(lazy);
                assertThat(thread.commits()).isEqualTo(round);
            }
        }
    }

    @Test
    void lazyJobRunsAlone() throws Exception {
        try (StoreThread thread = thread(Duration.ofMillis(10))) {
            get(thread.submitLazily(session -> true));
            assertThat(thread.commits()).isEqualTo(1);
        }
    }

    @Test
    void keepsCursorSavedDuringWrite() throws Exception {
        try (SqliteNetworkStore store = open()) {
            occupy(store.thread());
            store.saveCursor(new NodeId(2), Ranges.upTo(1));
            CompletionStage<Boolean> kept = store.thread().submit(session -> {
                store.saveCursor(new NodeId(2), Ranges.upTo(2));
                return true;
            });
            gate.countDown();
            get(kept);
        }
        try (SqliteNetworkStore store = open()) {
            assertThat(get(store.cursors())).containsExactly(Map.entry(new NodeId(2), Ranges.upTo(2)));
        }
    }

    @Test
    void closeWaitsForQueuedJobs() throws Exception {
        SqliteNetworkStore store = open();
        occupy(store.thread());
        CompletionStage<List<Outcome>> last = append(store, texts(1, 1, 1), List.of());
        Thread closer = new Thread(store::close);
        closer.start();
        gate.countDown();
        closer.join(30_000);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("store " + folder.resolve("network.db"));
        assertThat(get(last)).containsExactly(Outcome.STORED);
        assertThat(problemOf(() -> get(append(store, texts(1, 2, 2), List.of()))))
                .isInstanceOf(Problem.StoreUnusable.class);
        store.close();
    }

    @Test
    @Timeout(9) // waiting for itself would take ten seconds
    void aDependentMayCloseTheStore() throws Exception {
        SqliteNetworkStore store = open();
        get(append(store, texts(1, 1, 1), List.of()).thenAccept(done -> store.close()));
        store.close();
        try (SqliteNetworkStore again = open()) {
            assertThat(newest(again, 9)).hasSize(1);
        }
    }
}
