package p2pchat.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.Head;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.Restrictions;
import p2pchat.model.VersionVector;

/**
 * The tables of which messages count (protocol 2.13). Those that do not are moved to a table of their own, so that no other
 * query finds them. When they count again, they return as messages that wait and were given up, and are delivered late.
 *
 * <p>An instance changes what counts, in one transaction.
 */
final class RestrictionRows {

    static final List<String> TABLES = List.of(
            "CREATE TABLE speech_limit (node_id INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT",
            "CREATE TABLE moderator (node_id INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT",
            """
            CREATE TABLE void_message (
              node_id INTEGER NOT NULL, seq INTEGER NOT NULL, lamport INTEGER NOT NULL, sent_at INTEGER NOT NULL,
              kind INTEGER NOT NULL, mark INTEGER, received_at INTEGER NOT NULL, about BLOB, header BLOB NOT NULL,
              body BLOB, PRIMARY KEY (node_id, seq)) STRICT""");

    private static final String RANGE = " WHERE node_id = ? AND seq > ? AND seq <= ?";
    private static final String ROWS = "SELECT lamport, node_id, seq, mark, kind, about, header FROM message" + RANGE;
    private static final String REMOVE = "INSERT OR IGNORE INTO void_message SELECT * FROM message" + RANGE;
    private static final String REMOVED = "DELETE FROM message" + RANGE;
    private static final String RETURNING = ROWS.replace("FROM message", "FROM void_message") + " ORDER BY seq";
    private static final String RETURN = "INSERT OR IGNORE INTO message SELECT node_id, seq, lamport, sent_at, kind,"
            + " NULL, received_at, about, header, body FROM void_message" + RANGE;
    private static final String RETURNED = "DELETE FROM void_message" + RANGE;
    private static final String AMENDMENTS =
            "SELECT " + MessageRows.COLUMNS + " FROM message" + RANGE + " AND kind <> 1 ORDER BY seq";
    private static final String ONE =
            "SELECT " + MessageRows.COLUMNS + " FROM void_message AS message WHERE node_id = ? AND seq = ?";
    private static final String LAST = "SELECT lamport, node_id, seq, mark, kind, about, header FROM message"
            + " WHERE node_id = ? AND mark IS NOT NULL ORDER BY seq DESC LIMIT 1";
    private static final String FORK = "SELECT first FROM fork WHERE node_id = ?";

    /** A message without its text. */
    private record Row(
            HistoryPlace place,
            Optional<OrderMark> mark,
            ChatMessage.Kind kind,
            Optional<MessageKey> about,
            MessageHash hash,
            List<MessageRef> heads) {

        static Row read(ResultSet row) throws SQLException {
            byte[] about = row.getBytes(6);
            byte[] header = row.getBytes(7);
            int mark = row.getInt(4);
            return new Row(
                    OrderedRows.place(row),
                    row.wasNull() ? Optional.empty() : Optional.of(OrderMark.of(mark)),
                    ChatMessage.Kind.of(row.getInt(5)),
                    about == null ? Optional.empty() : Optional.of(BinaryCodec.key(about)),
                    HeaderCodec.hash(header),
                    HeaderCodec.heads(header, about != null));
        }

        MessageKey key() {
            return place.key();
        }

        Head head() {
            return new Head(new MessageRef(key(), hash.shortHash()), place.lamport());
        }

        boolean isShown() {
            return mark.filter(of -> of != OrderMark.UNSOUND).isPresent();
        }
    }

    private final SqliteSession session;
    private final Restrictions before;
    private final NavigableMap<MessageKey, Head> frontier = new TreeMap<>();
    private final Map<NodeId, Long> followed = new TreeMap<>();
    /** The last message of each author that counts again. The next own message follows it, although it comes late. */
    private final Map<NodeId, Head> returnedHeads = new TreeMap<>();

    private Digest digest;
    private VersionVector givenUp;
    private VersionVector voided = VersionVector.EMPTY;

    private RestrictionRows(SqliteSession session) throws SQLException {
        this.session = session;
        this.before = read(session);
        this.digest = MetaTable.read(session, MetaTable.DIGEST).orElse(Digest.NOTHING);
        this.givenUp = MetaTable.read(session, MetaTable.GIVEN_UP).orElse(VersionVector.EMPTY);
        MetaTable.read(session, MetaTable.FRONTIER).orElse(List.of()).forEach(head -> frontier.put(head.key(), head));
    }

    static Restrictions read(SqliteSession session) throws SQLException {
        return new Restrictions(map(session, "speech_limit"), map(session, "moderator"));
    }

    private static NavigableMap<NodeId, Long> map(SqliteSession session, String table) throws SQLException {
        NavigableMap<NodeId, Long> map = new TreeMap<>();
        session.forEach(
                "SELECT node_id, last FROM " + table,
                row -> Map.entry(new NodeId(row.getInt(1)), row.getLong(2)),
                entry -> {
                    map.put(entry.getKey(), entry.getValue());
                    return true;
                });
        return map;
    }

    /** Returns a message that does not count. */
    static Optional<ChatMessage> one(SqliteSession session, MessageKey key) throws SQLException {
        return session.first(ONE, row -> MessageRows.message(session, row), key);
    }

    /** Sets which messages count. Returns the delivered texts that do not count any more. */
    static VersionVector restrict(SqliteSession session, Restrictions now) throws SQLException {
        RestrictionRows rows = new RestrictionRows(session);
        NavigableSet<NodeId> authors = new TreeSet<>(rows.before.limits().keySet());
        authors.addAll(now.limits().keySet());
        for (NodeId author : authors) {
            rows.restrict(author, rows.before.limit(author), now.limit(author));
        }
        rows.save(now);
        return rows.voided;
    }

    private void restrict(NodeId author, long before, long now) throws SQLException {
        if (now < before) {
            remove(author, now);
        } else if (now > before) {
            putBack(author, before, now);
        }
    }

    private void remove(NodeId author, long limit) throws SQLException {
        long counted = counted(author);
        Set<MessageKey> edited = new TreeSet<>();
        Ranges[] removed = {Ranges.NONE};
        session.forEach(
                ROWS,
                Row::read,
                row -> {
                    removed[0] = removed[0].with(row.key().seq());
                    digest = row.key().seq() < counted ? digest.minus(row.hash()) : digest;
                    voided = row.isShown() && row.kind() == ChatMessage.Kind.TEXT ? voided.with(row.key()) : voided;
                    frontier.remove(row.key());
                    row.heads().forEach(head -> followed.merge(head.author(), head.seq(), Math::max));
                    row.about()
                            .filter(target -> target.author().equals(author))
                            .filter(target -> row.kind() != ChatMessage.Kind.TEXT)
                            .ifPresent(edited::add);
                    return true;
                },
                author,
                limit,
                MessageKey.MAX_SEQ);
        session.update(REMOVE, author, limit, MessageKey.MAX_SEQ);
        session.update(REMOVED, author, limit, MessageKey.MAX_SEQ);
        AuthorRows.remove(session, author, removed[0]);
        AmendmentRows.remove(session, author, limit);
        for (MessageKey target : edited) {
            AmendmentRows.findEdit(session, target);
        }
        givenUp = givenUp.with(author, givenUp.of(author).union(above(limit)));
        Optional<Row> last = session.first(LAST, Row::read, author);
        ChainRows.endAt(session, author, last.map(row -> row.head().ref()));
        last.ifPresent(row -> followed.merge(author, row.key().seq(), Math::max));
    }

    private void putBack(NodeId author, long before, long limit) throws SQLException {
        long counted = counted(author);
        Ranges[] returned = {Ranges.NONE};
        session.forEach(
                RETURNING,
                Row::read,
                row -> {
                    returned[0] = returned[0].with(row.key().seq());
                    digest = row.key().seq() < counted ? digest.plus(row.hash()) : digest;
                    returnedHeads.put(author, row.head()); // the last one
                    return true;
                },
                author,
                before,
                limit);
        session.update(RETURN, author, before, limit);
        session.update(RETURNED, author, before, limit);
        AuthorRows.add(session, author, returned[0]);
        for (ChatMessage amendment :
                session.list(AMENDMENTS, row -> MessageRows.message(session, row), author, before, limit)) {
            AmendmentRows.apply(session, amendment);
        }
        Ranges lost = givenUp.of(author).minus(above(before));
        givenUp = givenUp.with(author, lost.union(returned[0]).union(above(limit)));
    }

    /** Returns the number from which on the messages of an author do not count, because two versions exist. */
    private long counted(NodeId author) throws SQLException {
        return session.first(FORK, row -> row.getLong(1), author).orElse(Long.MAX_VALUE);
    }

    private static Ranges above(long limit) {
        return limit >= MessageKey.MAX_SEQ
                ? Ranges.NONE
                : new Ranges(List.of(new Ranges.Range(limit + 1, MessageKey.MAX_SEQ)));
    }

    private void save(Restrictions now) throws SQLException {
        for (Map.Entry<NodeId, Long> head : followed.entrySet()) {
            Optional<Row> last = session.first(LAST, Row::read, head.getKey());
            last.filter(row -> row.key().seq() <= head.getValue()
                            && row.isShown()) // now followed by no message of its author
                    .ifPresent(row -> frontier.put(row.key(), row.head()));
        }
        returnedHeads.values().forEach(head -> frontier.put(head.key(), head));
        MetaTable.write(session, MetaTable.FRONTIER, List.copyOf(frontier.values()));
        MetaTable.write(session, MetaTable.DIGEST, digest);
        MetaTable.write(session, MetaTable.GIVEN_UP, givenUp);
        save("speech_limit", now.limits());
        save("moderator", now.moderators());
        HiddenRows.refresh(session);
    }

    private void save(String table, Map<NodeId, Long> values) throws SQLException {
        session.update("DELETE FROM " + table);
        for (Map.Entry<NodeId, Long> value : values.entrySet()) {
            session.update("INSERT INTO " + table + " (node_id, last) VALUES (?, ?)", value.getKey(), value.getValue());
        }
    }
}
