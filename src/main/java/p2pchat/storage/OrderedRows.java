package p2pchat.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.log.LogStore.Page;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;
import p2pchat.storage.SqliteSession.Bind;

/** The table of messages in the order of history, which is a causal order: what synchronisation sends (protocol 2.8). */
final class OrderedRows {

    /** Rows of the index looked at in one go; the bodies of the others are never read. */
    private static final int MAX_SCAN = 8_192;

    /** For the newest of what is lacking, so much of the index at most. */
    private static final int MAX_SCANS = 16;

    private static final HistoryPlace END =
            new HistoryPlace(Long.MAX_VALUE, new MessageKey(new NodeId(Integer.MAX_VALUE), 1));

    /** Of one chunk on the wire (protocol 2.8). */
    private static final int MAX_MESSAGES = 1_024;

    private static final int MAX_BYTES = 256 * 1024;

    private static final String AFTER = "SELECT lamport, node_id, seq FROM message"
            + " WHERE (lamport, node_id, seq) > (?, ?, ?) ORDER BY lamport, node_id, seq LIMIT " + MAX_SCAN;
    private static final String BEFORE = "SELECT lamport, node_id, seq FROM message"
            + " WHERE (lamport, node_id, seq) < (?, ?, ?) ORDER BY lamport DESC, node_id DESC, seq DESC LIMIT "
            + MAX_SCAN;
    private static final String LAMPORT = "SELECT lamport FROM message WHERE node_id = ? AND seq = ?";

    private OrderedRows() {}

    /** The place before the newest {@code count} of these; what stands deeper in the log than all scans is left out. */
    static Optional<HistoryPlace> before(SqliteSession session, VersionVector lacking, int count) throws SQLException {
        if (lacking.size() <= count) {
            return Optional.empty();
        }
        HistoryPlace last = END;
        int left = count;
        for (int scan = 0; scan < MAX_SCANS; scan++) {
            List<HistoryPlace> scanned = session.list(BEFORE, bind(last), OrderedRows::place);
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

    static Page page(SqliteSession session, VersionVector lacking, Optional<HistoryPlace> after) throws SQLException {
        List<ChatMessage> chunk = new ArrayList<>();
        int bytes = 0;
        Optional<Bind> from = after.map(OrderedRows::bind);
        List<HistoryPlace> scanned =
                session.list(AFTER, from.isPresent() ? from.get() : start(session, lacking), OrderedRows::place);
        Optional<HistoryPlace> last = Optional.empty();
        for (HistoryPlace place : scanned) {
            if (lacking.contains(place.key())) {
                Optional<ChatMessage> message = MessageRows.one(session, place.key());
                bytes += message.map(ChatMessage::bytesAtMost).orElse(0);
                if (!chunk.isEmpty() && (bytes > MAX_BYTES || chunk.size() == MAX_MESSAGES)) {
                    return new Page(chunk, last);
                }
                message.ifPresent(chunk::add);
            }
            last = Optional.of(place);
        }
        return new Page(chunk, scanned.size() < MAX_SCAN ? Optional.empty() : last);
    }

    /** Before the first message that is lacking. */
    private static Bind start(SqliteSession session, VersionVector lacking) throws SQLException {
        long lowest = Long.MAX_VALUE;
        for (var author : lacking.byAuthor().entrySet()) {
            List<Ranges.Range> ranges = author.getValue().first(1).ranges();
            if (!ranges.isEmpty()) {
                MessageKey first = new MessageKey(author.getKey(), ranges.get(0).from());
                Optional<Long> lamport = session.first(LAMPORT, MessageRows.keyed(first), row -> row.getLong(1));
                lowest = Math.min(lowest, lamport.orElse(0L));
            }
        }
        long lamport = lowest;
        return statement -> {
            statement.setLong(1, lamport);
            statement.setInt(2, 0);
            statement.setLong(3, 0);
        };
    }

    private static Bind bind(HistoryPlace place) {
        return statement -> {
            statement.setLong(1, place.lamport());
            statement.setInt(2, place.key().author().value());
            statement.setLong(3, place.key().seq());
        };
    }

    private static HistoryPlace place(ResultSet row) throws SQLException {
        return new HistoryPlace(row.getLong(1), new MessageKey(new NodeId(row.getInt(2)), row.getLong(3)));
    }
}
