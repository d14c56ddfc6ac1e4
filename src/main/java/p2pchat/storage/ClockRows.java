package p2pchat.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import p2pchat.log.CausalPast;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.VectorClock;
import p2pchat.storage.SqliteSession.Bind;

/** Reads what a vector clock is derived from, along the index on the order of history. */
final class ClockRows {

    /** Hops from author to author in the index over the keys, however many messages each has. */
    static final String FIRSTS = """
            WITH RECURSIVE author(id) AS (
              SELECT min(node_id) FROM message
              UNION ALL
              SELECT (SELECT min(node_id) FROM message WHERE node_id > id) FROM author WHERE id IS NOT NULL)
            SELECT lamport, node_id, seq FROM author JOIN message
              ON node_id = id AND seq = (SELECT min(seq) FROM message WHERE node_id = id)""";

    static final String BACKWARDS = "SELECT lamport, node_id, seq, heads FROM message"
            + " WHERE (lamport, node_id, seq) < (?, ?, ?) ORDER BY lamport DESC, node_id DESC, seq DESC";

    private record Row(HistoryPlace place, List<MessageKey> heads) {}

    private ClockRows() {}

    static VectorClock of(SqliteSession session, ChatMessage message) throws SQLException {
        Map<NodeId, HistoryPlace> firsts = new TreeMap<>();
        session.list(FIRSTS, Bind.NOTHING, ClockRows::place)
                .forEach(place -> firsts.put(place.key().author(), place));
        CausalPast past = new CausalPast(message, firsts);
        if (past.wantsMore()) {
            session.forEach(
                    BACKWARDS,
                    statement -> {
                        statement.setLong(1, message.lamport());
                        statement.setInt(2, message.author().value());
                        statement.setLong(3, message.key().seq());
                    },
                    row -> new Row(place(row), BinaryCodec.keys(row.getBytes(4))),
                    row -> {
                        past.visit(row.place(), row.heads());
                        return past.wantsMore();
                    });
        }
        return past.clock();
    }

    private static HistoryPlace place(ResultSet row) throws SQLException {
        return new HistoryPlace(row.getLong(1), new MessageKey(new NodeId(row.getInt(2)), row.getLong(3)));
    }
}
