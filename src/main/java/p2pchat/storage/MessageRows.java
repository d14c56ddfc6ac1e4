package p2pchat.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import p2pchat.log.LogStore.Entry;
import p2pchat.log.LogStore.OwnMessage;
import p2pchat.log.LogStore.Release;
import p2pchat.log.LogStore.Waiting;
import p2pchat.model.Body;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/** The table of messages. */
final class MessageRows {

    /**
     * The table keeps its row id, because appending to it is fast, and because rows hold up to 64 KiB. {@code mark} is the
     * {@link OrderMark}; null while the message waits for one it follows. {@code header} is encoded by {@link HeaderCodec}.
     * {@code body} is encrypted; null or overwritten ({@link AmendmentRows}) after the text was deleted.
     */
    static final List<String> TABLES = List.of("""
            CREATE TABLE message (
              node_id INTEGER NOT NULL, seq INTEGER NOT NULL, lamport INTEGER NOT NULL, sent_at INTEGER NOT NULL,
              kind INTEGER NOT NULL, mark INTEGER, received_at INTEGER NOT NULL, about BLOB, header BLOB NOT NULL,
              body BLOB, PRIMARY KEY (node_id, seq)) STRICT""", MessageRows.ORDER, MessageRows.WAITING);

    /**
     * The order of history and of synchronisation, which also sends waiting messages. It contains the time, so that filters on
     * time and author need not read rows.
     */
    private static final String ORDER = "CREATE INDEX message_order ON message (lamport, node_id, seq, sent_at)";

    private static final String WAITING =
            "CREATE INDEX message_waiting ON message (lamport, node_id, seq) WHERE mark IS NULL";

    /** Selects delivered messages that may be shown. */
    static final String SHOWN = "message.mark < " + OrderMark.UNSOUND.number();

    static final String COLUMNS = "message.lamport, message.node_id, message.seq, message.sent_at, message.kind,"
            + " message.about, message.header, message.body";

    /** The index of the text in {@link #COLUMNS}. */
    static final int BODY = 8;

    /** Rows per statement, largest first. One statement for many rows takes a quarter less time. */
    private static final int[] ROWS_PER_INSERT = {64, 8, 1};

    private static final List<String> INSERTS = List.of(insert(64), insert(8), insert(1));

    private static final String RELEASE = "UPDATE message SET mark = ? WHERE node_id = ? AND seq = ?";
    private static final String HASH = "SELECT header FROM message WHERE node_id = ? AND seq = ?";
    private static final String ONE = "SELECT " + COLUMNS + " FROM message WHERE node_id = ? AND seq = ?";

    /** Scans the index on the order, which contains the time. An index on ids would cost each append more than this. */
    static final String FIND = "SELECT " + COLUMNS + " FROM message WHERE sent_at = ? AND " + HeaderCodec.ID
            + " = ? ORDER BY lamport DESC, node_id DESC, seq DESC LIMIT 16";

    private static final String RANGE =
            "SELECT " + COLUMNS + " FROM message WHERE node_id = ? AND seq BETWEEN ? AND ? ORDER BY seq LIMIT ?";

    /** Consecutive numbers have a constant difference to their row number, so each group is one range. */
    private static final String WAITING_RANGES = """
            SELECT node_id, min(seq), max(seq) FROM
              (SELECT node_id, seq, seq - row_number() OVER (PARTITION BY node_id ORDER BY seq) AS island
               FROM message INDEXED BY message_waiting WHERE mark IS NULL)
            GROUP BY node_id, island ORDER BY node_id, min(seq)""";

    private MessageRows() {}

    private static String insert(int rows) {
        return "INSERT INTO message (node_id, seq, lamport, sent_at, kind, mark, received_at, about, header, body) VALUES "
                + String.join(", ", Collections.nCopies(rows, "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    }

    /** Stores messages whose keys are not taken. */
    static void insert(SqliteSession session, List<Entry> entries, long now) throws SQLException {
        int done = 0;
        for (int form = 0; form < ROWS_PER_INSERT.length; form++) {
            int rows = ROWS_PER_INSERT[form];
            while (entries.size() - done >= rows) {
                List<Object> values = new ArrayList<>(rows * 9);
                for (Entry entry : entries.subList(done, done + rows)) {
                    addValues(session, entry, now, values);
                }
                session.update(INSERTS.get(form), values.toArray());
                done += rows;
            }
        }
    }

    private static void addValues(SqliteSession session, Entry entry, long now, List<Object> values) {
        ChatMessage message = entry.message();
        values.add(message.key());
        values.add(message.lamport());
        values.add(message.sentAt());
        values.add(message.kind().number());
        values.add(entry.delivered() ? entry.mark().number() : Optional.empty());
        values.add(now);
        values.add(message.about().map(about -> BinaryCodec.key(about.key())));
        values.add(HeaderCodec.encode(message));
        values.add(message.body().map(body -> session.cipher().encrypt(message.key(), body)));
    }

    /** Marks a waiting message as delivered and returns it. */
    static Optional<ChatMessage> release(SqliteSession session, Release release) throws SQLException {
        session.update(RELEASE, release.mark().number(), release.key());
        return one(session, release.key());
    }

    /** Returns the hash of a stored message. */
    static Optional<MessageHash> hash(SqliteSession session, MessageKey key) throws SQLException {
        return session.first(HASH, row -> HeaderCodec.hash(row.getBytes(1)), key);
    }

    /** Returns the last message of an author. */
    static Optional<OwnMessage> last(SqliteSession session, NodeId author) throws SQLException {
        return session.first(
                "SELECT seq, header FROM message WHERE node_id = ? ORDER BY seq DESC LIMIT 1",
                row -> new OwnMessage(new MessageKey(author, row.getLong(1)), HeaderCodec.hash(row.getBytes(2))),
                author);
    }

    static Optional<ChatMessage> one(SqliteSession session, MessageKey key) throws SQLException {
        return session.first(ONE, row -> message(session, row), key);
    }

    static List<ChatMessage> read(SqliteSession session, NodeId author, Ranges wanted, int limit) throws SQLException {
        List<ChatMessage> found = new ArrayList<>();
        for (Ranges.Range range : wanted.ranges()) {
            if (found.size() >= limit) {
                break;
            }
            found.addAll(session.list(
                    RANGE, row -> message(session, row), author, range.from(), range.to(), limit - found.size()));
        }
        return found;
    }

    /** Returns the newest messages with this id, newest first. Finds only ids with the time of their message. */
    static List<ChatMessage> find(SqliteSession session, MessageId id) throws SQLException {
        return session.list(FIND, row -> message(session, row), id.madeAt(), id.bytes());
    }

    /** Returns the messages that wait for one they follow, by author. */
    static VersionVector waiting(SqliteSession session) throws SQLException {
        TreeMap<NodeId, Ranges> waiting = new TreeMap<>();
        session.forEach(
                WAITING_RANGES,
                row -> waiting.merge(
                        new NodeId(row.getInt(1)),
                        new Ranges(List.of(new Ranges.Range(row.getLong(2), row.getLong(3)))),
                        Ranges::union),
                done -> true);
        return new VersionVector(waiting);
    }

    /** Returns the first waiting messages in history order. */
    static List<Waiting> firstWaiting(SqliteSession session, int limit) throws SQLException {
        return session.list(
                "SELECT lamport, node_id, seq, about IS NOT NULL, header FROM message INDEXED BY message_waiting"
                        + " WHERE mark IS NULL ORDER BY lamport, node_id, seq LIMIT ?",
                row -> {
                    HistoryPlace place = OrderedRows.place(row);
                    byte[] header = row.getBytes(5);
                    MessageHash hash = HeaderCodec.hash(header);
                    return new Waiting(
                            new MessageRef(place.key(), hash.shortHash()),
                            HeaderCodec.prev(header).shortHash(),
                            HeaderCodec.heads(header, row.getInt(4) == 1),
                            place.lamport());
                },
                Math.max(limit, 0)); // SQLite treats a negative limit as none
    }

    /** Reads a message without its seal from {@link #COLUMNS}. */
    static ChatMessage message(SqliteSession session, ResultSet row) throws SQLException {
        HistoryPlace place = OrderedRows.place(row);
        return message(row, place, body(session, place.key(), row.getBytes(BODY)));
    }

    /** Reads a message with another body from {@link #COLUMNS}. */
    static ChatMessage message(ResultSet row, HistoryPlace place, Optional<Body> body) throws SQLException {
        byte[] about = row.getBytes(6);
        byte[] header = row.getBytes(7);
        return new ChatMessage(
                HeaderCodec.decode(
                        header,
                        place,
                        row.getLong(4),
                        ChatMessage.Kind.of(row.getInt(5)),
                        about == null ? Optional.empty() : Optional.of(BinaryCodec.key(about))),
                body,
                HeaderCodec.hash(header),
                Optional.empty());
    }

    /** Decrypts the text of a message; empty if it was deleted. */
    static Optional<Body> body(SqliteSession session, MessageKey key, byte @Nullable [] stored) {
        return stored == null || AmendmentRows.isErased(stored)
                ? Optional.empty()
                : Optional.of(session.cipher().decrypt(key, stored));
    }
}
