package p2pchat.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.crypto.DirectoryStatements;
import p2pchat.model.Bytes;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;

/** The statements in the store of a directory. */
final class DirectoryStatementRows implements DirectoryStatements {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryStatementRows.class);

    private static final String TABLE = "CREATE TABLE IF NOT EXISTS statement (network_id BLOB NOT NULL,"
            + " signed BLOB NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (network_id, signed)) STRICT";
    private static final String SAVE = "INSERT OR IGNORE INTO statement (network_id, signed, number)"
            + " VALUES (?, ?, (SELECT coalesce(max(number), 0) + 1 FROM statement))";
    private static final String DELETE_OF_RECORD =
            "DELETE FROM statement WHERE network_id IN (SELECT network_id FROM network WHERE name = ?)";

    private record Row(NetworkId network, Bytes signed) {}

    private final StoreThread thread;

    DirectoryStatementRows(StoreThread thread) {
        this.thread = thread;
    }

    /** Creates the table, which directories of earlier versions do not have. */
    static void create(SqliteSession session) throws SQLException {
        session.execute(TABLE);
    }

    @Override
    public Map<NetworkId, List<Bytes>> load() {
        Map<NetworkId, List<Bytes>> loaded = new LinkedHashMap<>();
        thread.submit(session -> session.list(
                        "SELECT network_id, signed FROM statement ORDER BY number",
                        row -> new Row(NetworkId.of(row.getBytes(1)), Bytes.of(row.getBytes(2)))))
                .toCompletableFuture()
                .join()
                .forEach(row -> loaded.computeIfAbsent(row.network(), network -> new ArrayList<>())
                        .add(row.signed()));
        return loaded;
    }

    @Override
    public void add(NetworkId network, List<Bytes> statements) {
        logged(thread.submit(session -> {
            for (Bytes signed : statements) {
                session.update(SAVE, network.bytes(), signed.toArray());
            }
            return statements.size();
        }));
    }

    @Override
    public void remove(NetworkId network) {
        logged(thread.submit(session -> session.update("DELETE FROM statement WHERE network_id = ?", network.bytes())));
    }

    /** Removes the statements of the network with this record, which is about to be deleted. */
    static void removeOf(NetworkName name, SqliteSession session) throws SQLException {
        session.update(DELETE_OF_RECORD, name.value());
    }

    private static void logged(CompletionStage<?> written) {
        var unused = written.whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("statements cannot be stored now", failure);
            }
        });
    }
}
