package p2pchat.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.storage.SqliteSession.Bind;

/**
 * The table of authors who were gone before this node came: what others say they were called. Whoever this node met itself
 * stands in the table of members, which counts for more.
 */
final class AuthorRows {

    static final List<String> TABLES =
            List.of("CREATE TABLE author (node_id INTEGER PRIMARY KEY, nick TEXT NOT NULL) STRICT");

    /** As many as members: what others say must not fill the disk. */
    private static final int MAX_AUTHORS = MemberRows.MAX_MEMBERS;

    private static final String KEEP = "INSERT INTO author (node_id, nick) VALUES (?, ?)"
            + " ON CONFLICT (node_id) DO UPDATE SET nick = excluded.nick";
    private static final String TRIM = "DELETE FROM author WHERE node_id IN (SELECT node_id FROM author"
            + " ORDER BY node_id LIMIT max(0, (SELECT count(*) FROM author) - " + MAX_AUTHORS + "))";

    private record Called(NodeId author, Nick nick) {}

    private AuthorRows() {}

    /** From version 5, in which nobody asked. */
    static void migrateTo6(SqliteSession session) throws SQLException {
        for (String table : TABLES) {
            session.execute(table);
        }
    }

    static void keep(SqliteSession session, Map<NodeId, Nick> nicks) throws SQLException {
        for (Map.Entry<NodeId, Nick> author : nicks.entrySet()) {
            session.update(KEEP, statement -> {
                statement.setInt(1, author.getKey().value());
                statement.setString(2, author.getValue().value());
            });
        }
        session.update(TRIM, Bind.NOTHING);
    }

    /** What everybody was called last, whether this node met them or not. */
    static Map<NodeId, Nick> nicks(SqliteSession session) throws SQLException {
        Map<NodeId, Nick> nicks = new TreeMap<>();
        for (String table : List.of("author", "member")) {
            session.list("SELECT node_id, nick FROM " + table, Bind.NOTHING, AuthorRows::called)
                    .forEach(called -> nicks.put(called.author(), called.nick()));
        }
        return nicks;
    }

    private static Called called(ResultSet row) throws SQLException {
        return new Called(new NodeId(row.getInt(1)), new Nick(row.getString(2)));
    }
}
