package p2pchat.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import p2pchat.model.Bytes;
import p2pchat.model.ChatMessage;
import p2pchat.model.NodeId;
import p2pchat.model.Seal;
import p2pchat.model.Uid;

/** The table of the signatures over messages. */
final class SealRows {

    /** An author that signs twice has several seals with one first number. */
    static final String TABLE = """
            CREATE TABLE seal (
              node_id INTEGER NOT NULL, first INTEGER NOT NULL, signature BLOB NOT NULL, uid BLOB NOT NULL,
              hashes BLOB NOT NULL, PRIMARY KEY (node_id, first, signature)) STRICT, WITHOUT ROWID""";

    private static final String INSERT = "INSERT INTO seal (node_id, first, signature, uid, hashes)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (node_id, first, signature) DO NOTHING";
    private static final String READ =
            "SELECT node_id, first, signature, uid, hashes FROM seal WHERE node_id = ? AND first BETWEEN ? AND ?";

    private SealRows() {}

    static void insert(SqliteSession session, Seal seal) throws SQLException {
        session.update(
                INSERT,
                seal.author(),
                seal.first(),
                seal.signature().toArray(),
                seal.uid().bytes(),
                BinaryCodec.hashes(seal.hashes()));
    }

    /** Returns the messages with their seals. Reads the seals of each author together. */
    static List<ChatMessage> attach(SqliteSession session, List<ChatMessage> messages) throws SQLException {
        Map<NodeId, NavigableMap<Long, List<Seal>>> byAuthor = new TreeMap<>();
        List<ChatMessage> sealed = new ArrayList<>(messages.size());
        for (ChatMessage message : messages) {
            NavigableMap<Long, List<Seal>> seals = byAuthor.get(message.author());
            if (seals == null) {
                seals = read(session, message.author(), messages);
                byAuthor.put(message.author(), seals);
            }
            sealed.add(find(seals, message).map(message::sealed).orElse(message));
        }
        return sealed;
    }

    /** Finds the seal of a message among those of its author by first number. Usually it is the nearest. */
    private static Optional<Seal> find(NavigableMap<Long, List<Seal>> seals, ChatMessage message) {
        long seq = message.key().seq();
        return seals.subMap(seq - Seal.MAX_MESSAGES + 1, true, seq, true).descendingMap().values().stream()
                .flatMap(List::stream)
                .filter(seal -> seal.covers(message.key(), message.hash()))
                .findFirst();
    }

    private static NavigableMap<Long, List<Seal>> read(SqliteSession session, NodeId author, List<ChatMessage> messages)
            throws SQLException {
        long lowest = Long.MAX_VALUE;
        long highest = 0;
        for (ChatMessage message : messages) {
            if (message.author().equals(author)) {
                lowest = Math.min(lowest, message.key().seq());
                highest = Math.max(highest, message.key().seq());
            }
        }
        NavigableMap<Long, List<Seal>> seals = new TreeMap<>();
        session.forEach(
                READ,
                row -> new Seal(
                        new NodeId(row.getInt(1)),
                        Uid.of(row.getBytes(4)),
                        row.getLong(2),
                        BinaryCodec.hashes(row.getBytes(5)),
                        Bytes.of(row.getBytes(3))),
                seal -> seals.computeIfAbsent(seal.first(), first -> new ArrayList<>())
                        .add(seal),
                author,
                lowest - Seal.MAX_MESSAGES + 1,
                highest);
        return seals;
    }
}
