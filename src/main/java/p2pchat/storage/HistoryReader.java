package p2pchat.storage;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryEntry;
import p2pchat.model.HistoryQuery;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.ProblemException;
import p2pchat.model.VectorClock;
import p2pchat.storage.SqliteSession.Access;

/** Reads the log of a network without its node's lock, whether that node runs or not. Blocks. */
public final class HistoryReader implements AutoCloseable {

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
            throw StoreErrors.explain(file, e);
        }
    }

    /**
     * Hands over what the query asks for in history order, by (lamport, node id, seq), oldest first, one message after
     * the other: the log may be larger than the memory.
     */
    public void read(HistoryQuery query, Consumer<HistoryEntry> to) {
        try {
            HistoryRows.read(session, query, to);
        } catch (SQLException e) {
            throw StoreErrors.explain(file, e);
        }
    }

    /** The same for a page, whose limit is what memory holds. */
    public List<HistoryEntry> page(HistoryQuery query) {
        List<HistoryEntry> entries = new ArrayList<>();
        read(query, entries::add);
        return entries;
    }

    /** The newest {@code limit} messages, whatever they are. */
    public List<HistoryEntry> newest(int limit) {
        return page(HistoryQuery.newest(limit));
    }

    /** The message with this id; where several claim it, the one with the key. */
    public Optional<HistoryEntry> find(MessageId id, Optional<MessageKey> key) {
        try {
            List<MessageKey> claimed = MessageRows.find(session, id).stream()
                    .map(ChatMessage::key)
                    .filter(found -> key.isEmpty() || key.get().equals(found))
                    .toList();
            return claimed.isEmpty() ? Optional.empty() : HistoryRows.find(session, claimed.get(0));
        } catch (SQLException e) {
            throw StoreErrors.explain(file, e);
        }
    }

    /** The vector clock of a message in this log, derived from what it follows. */
    public VectorClock clock(ChatMessage message) {
        try {
            return ClockRows.of(session, message);
        } catch (SQLException e) {
            throw StoreErrors.explain(file, e);
        }
    }

    /** What everybody ever seen in this network was called last. */
    public Map<NodeId, Nick> nicks() {
        try {
            return AuthorRows.nicks(session);
        } catch (SQLException e) {
            throw StoreErrors.explain(file, e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (SQLException e) {
            throw StoreErrors.explain(file, e);
        }
    }
}
