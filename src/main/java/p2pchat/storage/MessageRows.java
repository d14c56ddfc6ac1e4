package p2pchat.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import p2pchat.log.LogStore.Entry;
import p2pchat.log.LogStore.Outcome;
import p2pchat.log.LogStore.OwnMessage;
import p2pchat.log.LogStore.Release;
import p2pchat.log.LogStore.Waiting;
import p2pchat.model.Body;
import p2pchat.model.Bytes;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageHeader;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.ShortHash;
import p2pchat.model.VersionVector;

/** The table of messages. */
final class MessageRows {

    /**
     * The table keeps its row id, because rows hold up to 64 KiB and a start reads only the small index on the keys.
     * {@code delivered} is null while a message waits for one it follows. {@code mark} is its {@link OrderMark}.
     * {@code body} is null or overwritten ({@link AmendmentRows}) after the text was deleted.
     */
    static final List<String> TABLES = List.of(
            """
            CREATE TABLE message (
              node_id INTEGER NOT NULL, seq INTEGER NOT NULL, msg_id BLOB NOT NULL, destination INTEGER,
              heads BLOB NOT NULL, lamport INTEGER NOT NULL, sent_at INTEGER NOT NULL, kind INTEGER NOT NULL,
              body TEXT, about BLOB, about_hash BLOB, hash BLOB NOT NULL, prev BLOB NOT NULL,
              salt BLOB, text_bytes INTEGER NOT NULL, commitment BLOB NOT NULL, received_at INTEGER NOT NULL, delivered INTEGER,
              mark INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (node_id, seq)) STRICT""",
            "CREATE INDEX message_by_id ON message (msg_id)", // not unique: authors choose ids (H14)
            MessageRows.ORDER,
            MessageRows.WAITING);

    /**
     * The order of history and of synchronisation, which also sends waiting messages. It contains the time, so that filters on
     * time and author need not read rows.
     */
    private static final String ORDER = "CREATE INDEX message_order ON message (lamport, node_id, seq, sent_at)";

    private static final String WAITING =
            "CREATE INDEX message_waiting ON message (lamport, node_id, seq) WHERE delivered IS NULL AND mark = 0";

    /** The index of the text in {@link #COLUMNS}. */
    private static final int BODY = 9;

    /** The replacement character, which Java decodes invalid bytes to. */
    private static final String MALFORMED = "\uFFFD";

    static final String COLUMNS =
            "message.node_id, message.seq, message.msg_id, message.destination, message.heads, message.lamport,"
                    + " message.sent_at, message.kind, message.body, message.about, message.hash,"
                    + " message.prev, message.salt, message.text_bytes, message.commitment,"
                    + " message.about_hash";

    private static final String INSERT =
            "INSERT INTO message (node_id, seq, msg_id, destination, heads, lamport, sent_at,"
                    + " kind, body, about, hash, prev, salt, text_bytes, commitment, about_hash, received_at, delivered, mark)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (node_id, seq) DO NOTHING";
    private static final String RELEASE = "UPDATE message SET delivered = ?, mark = ? WHERE node_id = ? AND seq = ?";
    private static final String HASH = "SELECT hash FROM message WHERE node_id = ? AND seq = ?";
    private static final String ONE = "SELECT " + COLUMNS + " FROM message WHERE node_id = ? AND seq = ?";
    private static final String FIND = "SELECT " + COLUMNS + " FROM message WHERE msg_id = ? LIMIT 16";
    private static final String RANGE =
            "SELECT " + COLUMNS + " FROM message WHERE node_id = ? AND seq BETWEEN ? AND ? ORDER BY seq LIMIT ?";

    private static final String SPAN = "SELECT node_id, min(seq), max(seq), count(*) FROM message GROUP BY node_id";

    /** Consecutive numbers have a constant difference to their row number, so each group is one range. */
    private static final String RANGES = """
            SELECT min(seq), max(seq) FROM
              (SELECT seq, seq - row_number() OVER (ORDER BY seq) AS island FROM message WHERE node_id = ?)
            GROUP BY island ORDER BY min(seq)""";

    private static final String WAITING_RANGES =
            RANGES.replace("node_id = ?", "node_id = ? AND delivered IS NULL AND mark = 0");

    private record Span(NodeId author, Ranges.Range range, long count) {}

    private MessageRows() {}

    /** Stores one message. If its key is taken, compares hashes to tell a duplicate from a conflict (H14). */
    static Outcome insert(SqliteSession session, Entry entry, long now) throws SQLException {
        MessageHash hash = entry.message().hash();
        if (insertRow(session, entry, now) == 1) {
            return Outcome.STORED;
        }
        Optional<byte[]> stored =
                session.first(HASH, row -> row.getBytes(1), entry.message().key());
        return stored.map(MessageHash::of).equals(Optional.of(hash)) ? Outcome.DUPLICATE : Outcome.CONFLICT;
    }

    /** Marks a waiting message as delivered and returns it. */
    static Optional<ChatMessage> release(SqliteSession session, Release release, long now) throws SQLException {
        session.update(RELEASE, deliveredAt(release.mark(), now), release.mark().number(), release.key());
        return one(session, release.key());
    }

    /** Returns the last message of an author. */
    static Optional<OwnMessage> last(SqliteSession session, NodeId author) throws SQLException {
        return session.first(
                "SELECT seq, hash FROM message WHERE node_id = ? ORDER BY seq DESC LIMIT 1",
                row -> new OwnMessage(new MessageKey(author, row.getLong(1)), MessageHash.of(row.getBytes(2))),
                author);
    }

    static Optional<ChatMessage> one(SqliteSession session, MessageKey key) throws SQLException {
        return session.first(ONE, MessageRows::message, key);
    }

    static List<ChatMessage> read(SqliteSession session, NodeId author, Ranges wanted, int limit) throws SQLException {
        List<ChatMessage> found = new ArrayList<>();
        for (Ranges.Range range : wanted.ranges()) {
            if (found.size() >= limit) {
                break;
            }
            found.addAll(
                    session.list(RANGE, MessageRows::message, author, range.from(), range.to(), limit - found.size()));
        }
        return SealRows.attach(session, found);
    }

    static List<ChatMessage> find(SqliteSession session, MessageId id) throws SQLException {
        return session.list(FIND, MessageRows::message, id.bytes());
    }

    /** Returns the messages that wait for one they follow, by author. */
    static VersionVector waiting(SqliteSession session) throws SQLException {
        TreeMap<NodeId, Ranges> vector = new TreeMap<>();
        List<Integer> authors = session.list(
                "SELECT DISTINCT node_id FROM message WHERE delivered IS NULL AND mark = 0", row -> row.getInt(1));
        for (int author : authors) {
            vector.put(new NodeId(author), ranges(session, WAITING_RANGES, new NodeId(author)));
        }
        return new VersionVector(vector);
    }

    /** Returns the first waiting messages in history order. */
    static List<Waiting> firstWaiting(SqliteSession session, int limit) throws SQLException {
        return session.list(
                "SELECT node_id, seq, lamport, heads, hash FROM message WHERE delivered IS NULL AND mark = 0"
                        + " ORDER BY lamport, node_id, seq LIMIT ?",
                row -> new Waiting(
                        new MessageRef(
                                new MessageKey(new NodeId(row.getInt(1)), row.getLong(2)),
                                MessageHash.of(row.getBytes(5)).shortHash()),
                        BinaryCodec.refs(row.getBytes(4)),
                        row.getLong(3)),
                Math.max(limit, 0)); // SQLite treats a negative limit as none
    }

    /** Returns all stored messages. An author's rows are only scanned if their count reveals a gap. */
    static VersionVector vector(SqliteSession session) throws SQLException {
        TreeMap<NodeId, Ranges> vector = new TreeMap<>();
        for (Span span : session.list(SPAN, MessageRows::span)) {
            boolean whole = span.count() == span.range().size();
            vector.put(
                    span.author(), whole ? new Ranges(List.of(span.range())) : ranges(session, RANGES, span.author()));
        }
        return new VersionVector(vector);
    }

    private static Span span(ResultSet row) throws SQLException {
        return new Span(new NodeId(row.getInt(1)), new Ranges.Range(row.getLong(2), row.getLong(3)), row.getLong(4));
    }

    private static Ranges ranges(SqliteSession session, String sql, NodeId author) throws SQLException {
        return new Ranges(session.list(sql, row -> new Ranges.Range(row.getLong(1), row.getLong(2)), author));
    }

    /** Reads a message without its seal from {@link #COLUMNS}. */
    static ChatMessage message(ResultSet row) throws SQLException {
        Optional<String> text = text(row, BODY);
        int destination = row.getInt(4); // 0 for null
        byte[] about = row.getBytes(10);
        MessageHeader header = new MessageHeader(
                MessageId.of(row.getBytes(3)),
                new MessageKey(new NodeId(row.getInt(1)), row.getLong(2)),
                destination == 0 ? Optional.empty() : Optional.of(new NodeId(destination)),
                MessageHash.of(row.getBytes(12)),
                BinaryCodec.refs(row.getBytes(5)),
                row.getLong(6),
                row.getLong(7),
                ChatMessage.Kind.of(row.getInt(8)),
                about == null
                        ? Optional.empty()
                        : Optional.of(new MessageRef(BinaryCodec.key(about), ShortHash.of(row.getBytes(16)))),
                row.getInt(14),
                Bytes.of(row.getBytes(15)));
        Optional<Body> body = text.isPresent()
                ? Optional.of(new Body(Bytes.of(row.getBytes(13)), text.get()))
                : Optional.empty();
        return new ChatMessage(header, body, MessageHash.of(row.getBytes(11)), Optional.empty());
    }

    /** Reads a message whose text is in another column, for display. */
    static ChatMessage message(ResultSet row, int textColumn) throws SQLException {
        ChatMessage message = message(row);
        return text(row, textColumn).map(message::withText).orElseGet(message::erased);
    }

    /** Reads a text; empty if it was deleted. */
    static Optional<String> text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        boolean erased = text == null || (text.startsWith(MALFORMED) && AmendmentRows.isErased(row.getBytes(column)));
        return erased ? Optional.empty() : Optional.of(text);
    }

    private static int insertRow(SqliteSession session, Entry entry, long now) throws SQLException {
        ChatMessage message = entry.message();
        return session.update(
                INSERT,
                message.key(),
                message.id().bytes(),
                message.to(),
                BinaryCodec.refs(message.heads()),
                message.lamport(),
                message.sentAt(),
                message.kind().number(),
                message.body().map(Body::text),
                message.about().map(about -> BinaryCodec.key(about.key())),
                message.hash().bytes(),
                message.header().prev().bytes(),
                message.body().map(body -> body.salt().toArray()),
                message.header().textBytes(),
                message.header().commitment().toArray(),
                message.about().map(about -> about.hash().bytes()),
                now,
                entry.delivered() ? deliveredAt(entry.mark(), now) : Optional.empty(),
                entry.mark().number());
    }

    /** Messages with an implausible Lamport number never block others and are never displayed. */
    private static Optional<Long> deliveredAt(OrderMark mark, long now) {
        return mark == OrderMark.UNSOUND ? Optional.empty() : Optional.of(now);
    }
}
