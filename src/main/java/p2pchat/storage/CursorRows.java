package p2pchat.storage;

import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;

/**
 * The table of which own messages each member has stored. Only the newest cursor of each member waits in memory, and is
 * written with the next append or within a second. Thread-safe.
 */
final class CursorRows {

    static final String TABLE = "CREATE TABLE cursor (node_id INTEGER PRIMARY KEY, ranges BLOB NOT NULL) STRICT";

    private static final String SAVE = "INSERT INTO cursor (node_id, ranges) VALUES (?, ?)"
            + " ON CONFLICT (node_id) DO UPDATE SET ranges = excluded.ranges";

    private final StoreThread thread;
    private final ConcurrentHashMap<NodeId, Ranges> pending = new ConcurrentHashMap<>();
    private final AtomicBoolean submitted = new AtomicBoolean();

    CursorRows(StoreThread thread) {
        this.thread = thread;
    }

    static Map<NodeId, Ranges> readAll(SqliteSession session) throws SQLException {
        Map<NodeId, Ranges> cursors = new TreeMap<>();
        session.forEach(
                "SELECT node_id, ranges FROM cursor",
                row -> cursors.put(new NodeId(row.getInt(1)), BinaryCodec.ranges(row.getBytes(2))),
                done -> true);
        return cursors;
    }

    void save(NodeId member, Ranges stored) {
        pending.put(member, stored);
        if (submitted.compareAndSet(false, true)) {
            thread.submitLazily(this::write).whenComplete(this::removeWritten);
        }
    }

    /** Removes nothing from {@link #pending}, because a job may run twice. */
    private Map<NodeId, Ranges> write(SqliteSession session) throws SQLException {
        submitted.set(false); // later changes need another job
        Map<NodeId, Ranges> written = Map.copyOf(pending);
        for (Map.Entry<NodeId, Ranges> cursor : written.entrySet()) {
            session.update(SAVE, cursor.getKey(), BinaryCodec.ranges(cursor.getValue()));
        }
        return written;
    }

    private void removeWritten(@Nullable Map<NodeId, Ranges> written, @Nullable Throwable failure) {
        if (written != null) {
            written.forEach(pending::remove);
        } else {
            submitted.set(false); // the next save retries all of them
        }
    }
}
