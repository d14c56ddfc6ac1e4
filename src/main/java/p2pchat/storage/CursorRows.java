package p2pchat.storage;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.storage.SqliteSession.Bind;

/** The table that says which of this node's own messages each member has stored. */
final class CursorRows {

    static final List<String> TABLES =
            List.of("CREATE TABLE cursor (node_id INTEGER PRIMARY KEY, ranges BLOB NOT NULL) STRICT");

    private static final String KEEP = "INSERT INTO cursor (node_id, ranges) VALUES (?, ?)"
            + " ON CONFLICT (node_id) DO UPDATE SET ranges = excluded.ranges";

    private record Cursor(NodeId member, Ranges stored) {}

    private CursorRows() {}

    static void keep(SqliteSession session, NodeId member, Ranges stored) throws SQLException {
        session.update(KEEP, statement -> {
            statement.setInt(1, member.value());
            statement.setBytes(2, BinaryCodec.ranges(stored));
        });
    }

    static Map<NodeId, Ranges> all(SqliteSession session) throws SQLException {
        Map<NodeId, Ranges> cursors = new TreeMap<>();
        session.list(
                        "SELECT node_id, ranges FROM cursor",
                        Bind.NOTHING,
                        row -> new Cursor(new NodeId(row.getInt(1)), BinaryCodec.ranges(row.getBytes(2))))
                .forEach(cursor -> cursors.put(cursor.member(), cursor.stored()));
        return cursors;
    }
}
