package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.storage.Samples.KEYS;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
import static p2pchat.storage.Samples.append;
import static p2pchat.storage.Samples.get;
import static p2pchat.storage.Samples.key;
import static p2pchat.storage.Samples.text;
import static p2pchat.storage.Samples.texts;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.TestMessages;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageKey;
import p2pchat.model.Restrictions;
import p2pchat.storage.SqliteSession.Access;

final class SealedRowsTest {

    @TempDir
    Path folder;

    private Path file;
    private final List<ChatMessage> stored = texts(1, 1, 600);
    private final List<ChatMessage> read = new ArrayList<>();
    private final List<Optional<MessageKey>> damaged = new ArrayList<>();

    @BeforeEach
    void store() {
        file = folder.resolve("log.db");
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 77)) {
            get(append(store, stored, List.of(TestMessages.head(key(1, 600), 600))));
        }
    }

    @Test
    void readsMessagesWithSeals() {
        readAll();

        assertThat(read).isEqualTo(stored);
        assertThat(damaged).isEmpty();
        try (HistoryReader reader = Samples.reader(file)) {
            assertThat(reader.sealed(key(1, 7))).contains(stored.get(6));
            assertThat(reader.sealed(key(2, 7))).isEmpty();
            assertThat(reader.card(TestMessages.uid(key(1, 1).author()))).isEmpty();
        }
    }

    /** Others name them, and their signatures are valid. */
    @Test
    void readsMessagesThatDoNotCount() {
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 77)) {
            get(store.restrict(Restrictions.of(Map.of(key(1, 1).author(), 300L), Map.of())));
        }
        readAll();
        assertThat(read).isEqualTo(stored);
        try (HistoryReader reader = Samples.reader(file)) {
            assertThat(reader.stored().size()).isEqualTo(300);
            assertThat(reader.sealed(key(1, 301))).isEmpty();
        }
    }

    /** A node may write while the log is read; what it writes then is not part of the result. */
    @Test
    void readsOneState() {
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 77)) {
            try (HistoryReader reader = Samples.reader(file)) {
                reader.readSealed(new SealedLog() {
                    @Override
                    public void message(ChatMessage message) {
                        if (read.isEmpty()) {
                            get(append(store, List.of(text(1, 601, 601, "late")), List.of()));
                        }
                        read.add(message);
                    }

                    @Override
                    public void damaged(Optional<MessageKey> message, String reason) {
                        damaged.add(message);
                    }
                });
            }
            assertThat(Samples.newest(store, 1).get(0).text()).isEqualTo("late");
        }
        assertThat(read).hasSize(600);
    }

    @Test
    void namesDamagedRowsAndReadsOthers() throws SQLException {
        change("UPDATE message SET kind = 99 WHERE seq IN (2, 599)");

        readAll();

        assertThat(damaged).containsExactly(Optional.of(key(1, 2)), Optional.of(key(1, 599)));
        assertThat(read).hasSize(598);
    }

    @Test
    void messageWithoutSealHasNone() throws SQLException {
        change("DELETE FROM seal WHERE first = 3");

        readAll();

        assertThat(read).hasSize(600);
        assertThat(read.get(2).seal()).isEmpty();
        assertThat(read.get(3).seal()).isPresent();
    }

    @Test
    void damagedSealNamesItsMessages() throws SQLException {
        change("UPDATE seal SET hashes = x'00' WHERE first = 300");

        readAll();

        assertThat(damaged).isNotEmpty().contains(Optional.of(key(1, 300)));
        assertThat(read.size() + damaged.size()).isEqualTo(600);
    }

    private void change(String sql) throws SQLException {
        try (SqliteSession session = SqliteSession.open(file, Access.WRITE)) {
            session.execute(sql);
        }
    }

    private void readAll() {
        try (HistoryReader reader = Samples.reader(file)) {
            reader.readSealed(new SealedLog() {
                @Override
                public void message(ChatMessage message) {
                    read.add(message);
                }

                @Override
                public void damaged(Optional<MessageKey> message, String reason) {
                    damaged.add(message);
                }
            });
        }
    }
}
