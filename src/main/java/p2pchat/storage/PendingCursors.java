package p2pchat.storage;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;

/**
 * Cursors that are not on disk yet. Only the newest of each member waits, to be written with the next append or within a
 * second. For any thread.
 */
final class PendingCursors {

    private final StoreThread thread;
    private final ConcurrentHashMap<NodeId, Ranges> fresh = new ConcurrentHashMap<>();
    private final AtomicBoolean submitted = new AtomicBoolean();

    PendingCursors(StoreThread thread) {
        this.thread = thread;
    }

    void keep(NodeId member, Ranges stored) {
        fresh.put(member, stored);
        if (submitted.compareAndSet(false, true)) {
            thread.submitLazily(this::write).whenComplete(this::forget);
        }
    }

    /** May run twice, so it takes nothing out. */
    private Map<NodeId, Ranges> write(SqliteSession session) throws SQLException {
        submitted.set(false); // one that changes from here on is written by another job
        Map<NodeId, Ranges> written = Map.copyOf(fresh);
        for (Map.Entry<NodeId, Ranges> cursor : written.entrySet()) {
            CursorRows.keep(session, cursor.getKey(), cursor.getValue());
        }
        return written;
    }

    private void forget(@Nullable Map<NodeId, Ranges> written, @Nullable Throwable failure) {
        if (written != null) {
            written.forEach(fresh::remove);
        } else {
            submitted.set(false); // lost at worst: the next one kept tries again with all of them
        }
    }
}
