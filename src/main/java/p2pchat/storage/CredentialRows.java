package p2pchat.storage;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.crypto.CredentialStore;
import p2pchat.model.Bytes;

/**
 * The table of credentials. Changes wait in memory for the next urgent write, at most a second. So each is committed no
 * later than a view that is stored after it. Thread-safe.
 */
final class CredentialRows implements CredentialStore {

    static final String TABLE = "CREATE TABLE credential (kind TEXT NOT NULL, id BLOB NOT NULL, value BLOB NOT NULL,"
            + " PRIMARY KEY (kind, id)) STRICT";

    private static final Logger LOG = LoggerFactory.getLogger(CredentialRows.class);

    private static final String SAVE = "INSERT OR REPLACE INTO credential (kind, id, value) VALUES (?, ?, ?)";
    private static final String REMOVE = "DELETE FROM credential WHERE kind = ? AND id = ?";

    private final Bytes genesis;
    private final Bytes nonce;
    private final List<Credential> stored;
    private final StoreThread thread;
    private final Map<Key, Optional<Bytes>> pending = new LinkedHashMap<>();
    private boolean submitted;

    private record Key(Kind kind, Bytes id) {}

    /** @param stored the rows of the table */
    CredentialRows(Bytes genesis, Bytes nonce, List<Credential> stored, StoreThread thread) {
        this.genesis = genesis;
        this.nonce = nonce;
        this.stored = stored;
        this.thread = thread;
    }

    static List<Credential> readAll(SqliteSession session) throws SQLException {
        return session.list(
                "SELECT kind, id, value FROM credential ORDER BY rowid",
                row -> new Credential(
                        Kind.valueOf(row.getString(1)), Bytes.of(row.getBytes(2)), Bytes.of(row.getBytes(3))));
    }

    static Optional<Bytes> read(SqliteSession session, Kind kind, Bytes id) throws SQLException {
        return session.first(
                "SELECT value FROM credential WHERE kind = ? AND id = ?",
                row -> Bytes.of(row.getBytes(1)),
                kind.name(),
                id.toArray());
    }

    @Override
    public Bytes genesis() {
        return genesis;
    }

    @Override
    public Bytes nonce() {
        return nonce;
    }

    @Override
    public List<Credential> credentials() {
        return stored;
    }

    @Override
    public void put(Credential credential) {
        change(new Key(credential.kind(), credential.id()), Optional.of(credential.value()));
    }

    @Override
    public void remove(Kind kind, Bytes id) {
        change(new Key(kind, id), Optional.empty());
    }

    private synchronized void change(Key key, Optional<Bytes> value) {
        pending.remove(key); // to the end
        pending.put(key, value);
        if (!submitted) {
            submitted = true;
            thread.submitLazily(this::write).whenComplete(this::removeWritten);
        }
    }

    /** Removes nothing from {@link #pending}, because a job may run twice. */
    private Map<Key, Optional<Bytes>> write(SqliteSession session) throws SQLException {
        Map<Key, Optional<Bytes>> written = copy();
        for (Map.Entry<Key, Optional<Bytes>> change : written.entrySet()) {
            String kind = change.getKey().kind().name();
            byte[] id = change.getKey().id().toArray();
            if (change.getValue().isPresent()) {
                session.update(SAVE, kind, id, change.getValue().get().toArray());
            } else {
                session.update(REMOVE, kind, id);
            }
        }
        return written;
    }

    private synchronized Map<Key, Optional<Bytes>> copy() {
        submitted = false; // later changes need another job
        return new LinkedHashMap<>(pending);
    }

    /** After a failure the changes stay pending for the next job. */
    private synchronized void removeWritten(@Nullable Map<Key, Optional<Bytes>> written, @Nullable Throwable failure) {
        if (written == null) {
            submitted = false;
            LOG.warn("credentials cannot be stored now", failure);
        } else {
            written.forEach(pending::remove);
        }
    }
}
