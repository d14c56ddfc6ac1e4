package p2pchat.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageKey;
import p2pchat.model.ProblemException;

/** Reads a whole log with all that proves it, even if rows are damaged, and messages that do not count. */
final class SealedRows {

    /** Messages whose seals are read together. */
    private static final int TOGETHER = 256;

    private static final String PLACES = "SELECT lamport, node_id, seq FROM message"
            + " UNION ALL SELECT lamport, node_id, seq FROM void_message ORDER BY lamport, node_id, seq";

    private static final String CHECK = "PRAGMA integrity_check(10)";
    private static final String INTACT = "ok";

    private final SqliteSession session;
    private final SealedLog to;
    private final List<ChatMessage> chunk = new ArrayList<>();

    private SealedRows(SqliteSession session, SealedLog to) {
        this.session = session;
        this.to = to;
    }

    /** Reads the log in the current transaction, so that a node may write it at the same time. */
    static void read(SqliteSession session, SealedLog to) throws SQLException {
        SealedRows rows = new SealedRows(session, to);
        try {
            session.list(CHECK, row -> row.getString(1)).stream()
                    .filter(result -> !result.equals(INTACT))
                    .forEach(result -> to.damaged(Optional.empty(), result));
            session.forEach(PLACES, OrderedRows::place, rows::add);
            rows.emit();
        } catch (SQLException e) { // what can still be read was emitted
            to.damaged(Optional.empty(), reason(e));
        }
    }

    private boolean add(HistoryPlace place) {
        Optional<ChatMessage> message = one(place.key());
        if (message.isEmpty()) {
            return true;
        }
        chunk.add(message.get());
        if (chunk.size() >= TOGETHER) {
            emit();
        }
        return true;
    }

    private Optional<ChatMessage> one(MessageKey key) {
        try {
            Optional<ChatMessage> counts = MessageRows.one(session, key);
            return counts.isPresent() ? counts : RestrictionRows.one(session, key);
        } catch (SQLException | ProblemException e) {
            emit(); // in order
            to.damaged(Optional.of(key), reason(e));
            return Optional.empty();
        }
    }

    private void emit() {
        try {
            SealRows.attach(session, chunk).forEach(to::message);
        } catch (SQLException e) {
            chunk.forEach(this::emitAlone);
        }
        chunk.clear();
    }

    private void emitAlone(ChatMessage message) {
        try {
            SealRows.attach(session, List.of(message)).forEach(to::message);
        } catch (SQLException e) {
            to.damaged(Optional.of(message.key()), reason(e));
        }
    }

    private static String reason(Exception e) {
        return String.valueOf(e.getMessage());
    }
}
