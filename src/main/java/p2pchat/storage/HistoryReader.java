package p2pchat.storage;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import p2pchat.model.ChatMessage;
import p2pchat.model.NodeId;
import p2pchat.model.ProblemException;
import p2pchat.storage.SqliteSession.Access;

/** Reads the log of a network without its node's lock, whether that node runs or not. Blocks. */
public final class HistoryReader implements AutoCloseable {

    /**
     * A message as a reader wants to see it.
     *
     * @param nick of the author, or its node id where no view kept here named it
     * @param receivedAt by this machine's clock, milliseconds since 1970
     */
    public record Entry(ChatMessage message, String nick, long receivedAt) {}

    private static final String NEWEST = "SELECT " + MessageRows.COLUMNS
            + ", nick, received_at FROM message LEFT JOIN member ON member.node_id = message.node_id"
            + MessageRows.NEWEST_FIRST;

    private final Path file;
    private final SqliteSession session;

    private HistoryReader(Path file, SqliteSession session) {
        this.file = file;
        this.session = session;
    }

    /**
     * Opens a network's file for reading only.
     *
     * @throws ProblemException if there is no store in it, or it cannot be read
     */
    public static HistoryReader open(Path file) {
        try {
            return new HistoryReader(file, SqliteNetworkStore.SCHEMA.open(file, Access.READ));
        } catch (SQLException e) {
            throw StoreProblems.explain(file, e);
        }
    }

    /** The newest {@code limit} delivered messages in history order: by (lamport, node id, seq), oldest first. */
    public List<Entry> newest(int limit) {
        try {
            List<Entry> entries = session.list(NEWEST, MessageRows.atMost(limit), HistoryReader::entry);
            Collections.reverse(entries);
            return entries;
        } catch (SQLException e) {
            throw StoreProblems.explain(file, e);
        }
    }

    /** What everybody ever seen in this network was called last. */
    public Map<NodeId, String> nicks() {
        try {
            Map<NodeId, String> nicks = new TreeMap<>();
            session.list("SELECT node_id, nick FROM member", statement -> {}, row -> {
                nicks.put(new NodeId(row.getInt(1)), row.getString(2));
                return nicks;
            });
            return nicks;
        } catch (SQLException e) {
            throw StoreProblems.explain(file, e);
        }
    }

    private static Entry entry(ResultSet row) throws SQLException {
        ChatMessage message = MessageRows.message(row);
        String nick = row.getString("nick");
        return new Entry(message, nick == null ? message.author().toString() : nick, row.getLong("received_at"));
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (SQLException e) {
            throw StoreProblems.explain(file, e);
        }
    }
}
