package p2pchat.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import p2pchat.log.CausalPast;
import p2pchat.log.LogStore.Page;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VectorClock;
import p2pchat.model.VersionVector;

/**
 * Reads messages in history order, which is a causal order: chunks for synchronisation (protocol 2.8) and the past that a
 * vector clock is derived from (protocol 2.7).
 */
final class OrderedRows {

    /** Index rows read at a time; the bodies of other messages are never read. */
    private static final int MAX_SCAN = 8_192;

    /** Limits the search for the newest missing messages. */
    private static final int MAX_SCANS = 16;

    /** Before all messages. */
    static final HistoryPlace BEGIN = new HistoryPlace(0, new MessageKey(new NodeId(1), 1));

    private static final HistoryPlace END =
            new HistoryPlace(Long.MAX_VALUE, new MessageKey(new NodeId(Integer.MAX_VALUE), 1));

    /** Limits of one chunk on the wire (protocol 2.8). */
    private static final int MAX_MESSAGES = 1_024;

    private static final int MAX_BYTES = 256 * 1024;

    /** More messages may be read than fit into a chunk, but not many. */
    private static final int READ_TOGETHER = 64;

    private static final String AFTER = "SELECT lamport, node_id, seq FROM message"
            + " WHERE (lamport, node_id, seq) > (?, ?, ?) ORDER BY lamport, node_id, seq LIMIT ?";
    private static final String BEFORE = "SELECT lamport, node_id, seq FROM message"
            + " WHERE (lamport, node_id, seq) < (?, ?, ?) ORDER BY lamport DESC, node_id DESC, seq DESC LIMIT "
            + MAX_SCAN;
    private static final String LAMPORT = "SELECT lamport FROM message WHERE node_id = ? AND seq = ?";

    /** Skips from author to author in the index on keys, however many messages each has. */
    static final String FIRST_OF_EACH_AUTHOR = """
            WITH RECURSIVE author(id) AS (
              SELECT min(node_id) FROM message
              UNION ALL
              SELECT (SELECT min(node_id) FROM message WHERE node_id > id) FROM author WHERE id IS NOT NULL)
            SELECT lamport, node_id, seq FROM author JOIN message
              ON node_id = id AND seq = (SELECT min(seq) FROM message WHERE node_id = id)""";

    static final String PAST = "SELECT lamport, node_id, seq, about IS NOT NULL, header FROM message"
            + " WHERE (lamport, node_id, seq) < (?, ?, ?) ORDER BY lamport DESC, node_id DESC, seq DESC";

    private record Past(HistoryPlace place, List<MessageKey> heads) {}

    private OrderedRows() {}

    /** Returns the place before the newest {@code count} of these messages, or where the last scan ended. */
    static Optional<HistoryPlace> placeBefore(SqliteSession session, VersionVector lacking, int count)
            throws SQLException {
        if (lacking.size() <= count) {
            return Optional.empty();
        }
        HistoryPlace last = END;
        int left = count;
        for (int scan = 0; scan < MAX_SCANS; scan++) {
            List<HistoryPlace> scanned = session.list(BEFORE, OrderedRows::place, last);
            for (HistoryPlace place : scanned) {
                last = place;
                if (lacking.contains(place.key()) && left-- == 0) {
                    return Optional.of(place);
                }
            }
            if (scanned.size() < MAX_SCAN) {
                return Optional.empty();
            }
        }
        return Optional.of(last);
    }

    static Page readPage(SqliteSession session, VersionVector lacking, Optional<HistoryPlace> after)
            throws SQLException {
        List<ChatMessage> chunk = new ArrayList<>();
        int bytes = 0;
        Scan scan = new Scan(lacking, after.isPresent() ? after.get() : start(session, lacking));
        while (scan.next(session)) {
            for (ChatMessage message : read(session, scan.wanted)) {
                bytes += message.maxEncodedBytes();
                if (!chunk.isEmpty() && (bytes > MAX_BYTES || chunk.size() == MAX_MESSAGES)) {
                    HistoryPlace last = chunk.get(chunk.size() - 1).place();
                    return new Page(SealRows.attach(session, chunk), Optional.of(last));
                }
                chunk.add(message);
            }
        }
        return new Page(SealRows.attach(session, chunk), scan.end ? Optional.empty() : Optional.of(scan.at));
    }

    /** Finds wanted messages in the index, as many at a time as are read together. */
    private static final class Scan {

        private final VersionVector lacking;
        private final List<HistoryPlace> wanted = new ArrayList<>();
        private HistoryPlace at;
        private int scanned;
        private boolean end;

        Scan(VersionVector lacking, HistoryPlace from) {
            this.lacking = lacking;
            this.at = from;
        }

        /** Finds more messages; returns false if there are none within {@link #MAX_SCAN}. */
        boolean next(SqliteSession session) throws SQLException {
            wanted.clear();
            int limit = MAX_SCAN - scanned;
            int before = scanned;
            if (!end && limit > 0) {
                session.forEach(AFTER, OrderedRows::place, this::wantsMore, at, limit);
                end = wanted.size() < READ_TOGETHER && scanned - before < limit;
            }
            return !wanted.isEmpty();
        }

        private boolean wantsMore(HistoryPlace place) {
            scanned++;
            at = place;
            if (lacking.contains(place.key())) {
                wanted.add(place);
            }
            return wanted.size() < READ_TOGETHER;
        }
    }

    /** Reads messages in this order, and those of each author together. */
    private static List<ChatMessage> read(SqliteSession session, List<HistoryPlace> places) throws SQLException {
        Map<NodeId, Ranges> byAuthor = new TreeMap<>();
        for (HistoryPlace place : places) {
            Ranges single = Ranges.NONE.with(place.key().seq());
            byAuthor.merge(place.key().author(), single, Ranges::union);
        }
        List<ChatMessage> found = new ArrayList<>(places.size());
        for (Map.Entry<NodeId, Ranges> author : byAuthor.entrySet()) {
            found.addAll(MessageRows.read(session, author.getKey(), author.getValue(), places.size()));
        }
        found.sort(Comparator.comparing(ChatMessage::place));
        return found;
    }

    /** Returns a place before the first missing message. */
    private static HistoryPlace start(SqliteSession session, VersionVector lacking) throws SQLException {
        long lowest = Long.MAX_VALUE;
        for (var author : lacking.byAuthor().entrySet()) {
            List<Ranges.Range> ranges = author.getValue().first(1).ranges();
            if (!ranges.isEmpty()) {
                MessageKey first = new MessageKey(author.getKey(), ranges.get(0).from());
                Optional<Long> lamport = session.first(LAMPORT, row -> row.getLong(1), first);
                lowest = Math.min(lowest, lamport.orElse(0L));
            }
        }
        return new HistoryPlace(lowest - 1, END.key());
    }

    static VectorClock clock(SqliteSession session, ChatMessage message) throws SQLException {
        Map<NodeId, HistoryPlace> firsts = new TreeMap<>();
        session.list(FIRST_OF_EACH_AUTHOR, OrderedRows::place)
                .forEach(place -> firsts.put(place.key().author(), place));
        CausalPast past = new CausalPast(message, firsts);
        if (past.wantsMore()) {
            session.forEach(
                    PAST,
                    row -> new Past(
                            place(row),
                            HeaderCodec.heads(row.getBytes(5), row.getInt(4) == 1).stream()
                                    .map(MessageRef::key)
                                    .toList()),
                    row -> {
                        past.visit(row.place(), row.heads());
                        return past.wantsMore();
                    },
                    message.place());
        }
        return past.clock();
    }

    /** Reads lamport, author and number from the first three columns. */
    static HistoryPlace place(ResultSet row) throws SQLException {
        return new HistoryPlace(row.getLong(1), new MessageKey(new NodeId(row.getInt(2)), row.getLong(3)));
    }
}
