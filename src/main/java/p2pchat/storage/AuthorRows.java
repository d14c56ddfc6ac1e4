package p2pchat.storage;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import p2pchat.model.ChatMessage;
import p2pchat.model.MemberId;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Seal;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;

/**
 * The table of the authors of stored messages: which of their messages are stored, so that a start need not count them, and
 * the uid that signed them. An instance reads and changes the authors of one transaction.
 */
final class AuthorRows {

    static final String TABLE =
            "CREATE TABLE author (node_id INTEGER PRIMARY KEY, uid BLOB NOT NULL, stored BLOB NOT NULL) STRICT";

    private static final String READ = "SELECT stored FROM author WHERE node_id = ?";
    private static final String WRITE = "INSERT INTO author (node_id, uid, stored) VALUES (?, ?, ?)"
            + " ON CONFLICT (node_id) DO UPDATE SET stored = excluded.stored"; // a node id keeps its uid (I9)

    private static final String UPDATE = "UPDATE author SET stored = ? WHERE node_id = ?";

    private final SqliteSession session;
    private final Map<NodeId, Ranges> stored = new HashMap<>();
    private final Map<NodeId, Uid> changed = new TreeMap<>();

    AuthorRows(SqliteSession session) {
        this.session = session;
    }

    /** Returns all stored messages that count. */
    static VersionVector stored(SqliteSession session) throws SQLException {
        TreeMap<NodeId, Ranges> vector = new TreeMap<>();
        session.forEach(
                "SELECT node_id, stored FROM author",
                row -> vector.put(new NodeId(row.getInt(1)), BinaryCodec.ranges(row.getBytes(2))),
                done -> true);
        vector.values().removeIf(Ranges::isEmpty); // nothing of them counts
        return new VersionVector(vector);
    }

    static List<MemberId> ids(SqliteSession session) throws SQLException {
        return session.list(
                "SELECT node_id, uid FROM author ORDER BY node_id",
                row -> new MemberId(new NodeId(row.getInt(1)), Uid.of(row.getBytes(2))));
    }

    /** Records that stored messages count again. */
    static void add(SqliteSession session, NodeId author, Ranges messages) throws SQLException {
        session.update(UPDATE, BinaryCodec.ranges(read(session, author).union(messages)), author);
    }

    /** Records that stored messages do not count any more. */
    static void remove(SqliteSession session, NodeId author, Ranges messages) throws SQLException {
        session.update(UPDATE, BinaryCodec.ranges(read(session, author).minus(messages)), author);
    }

    boolean isStored(MessageKey key) throws SQLException {
        return stored(key.author()).contains(key.seq());
    }

    /** Records that a message is stored in this transaction. It must have a seal. */
    void add(ChatMessage message) throws SQLException {
        MessageKey key = message.key();
        changed.putIfAbsent(key.author(), message.seal().map(Seal::uid).orElseThrow());
        stored.put(key.author(), stored(key.author()).with(key.seq()));
    }

    private Ranges stored(NodeId author) throws SQLException {
        Ranges known = stored.get(author);
        if (known == null) {
            known = read(session, author);
            stored.put(author, known);
        }
        return known;
    }

    private static Ranges read(SqliteSession session, NodeId author) throws SQLException {
        return session.first(READ, row -> BinaryCodec.ranges(row.getBytes(1)), author)
                .orElse(Ranges.NONE);
    }

    void write() throws SQLException {
        for (Map.Entry<NodeId, Uid> author : changed.entrySet()) {
            session.update(
                    WRITE, author.getKey(), author.getValue().bytes(), BinaryCodec.ranges(stored(author.getKey())));
        }
    }
}
