package p2pchat.storage;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.VersionVector;

/**
 * The table of the messages that admins have deleted (protocol 2.13). They are hidden at once. Their texts are erased after a
 * day, and come back if the deletion does not count any more before.
 */
final class HiddenRows {

    /** {@code since} is when the deletion was received, in milliseconds since 1970. */
    static final String TABLE = "CREATE TABLE hidden (node_id INTEGER NOT NULL, seq INTEGER NOT NULL,"
            + " moderator INTEGER NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (node_id, seq)) STRICT, WITHOUT ROWID";

    /** Time in which a deletion by mistake, or by an admin out of office, can be undone. */
    static final Duration ERASE_AFTER = Duration.ofHours(24);

    private static final String DELETIONS = "SELECT message.about, message.node_id, message.received_at FROM message"
            + " INDEXED BY message_about JOIN moderator ON moderator.node_id = message.node_id"
            + " WHERE about IS NOT NULL AND kind = 3 AND seq <= last ORDER BY received_at, lamport";
    private static final String ADD =
            "INSERT OR IGNORE INTO hidden (node_id, seq, moderator, since) VALUES (?, ?, ?, ?)";
    private static final String LAST = "SELECT last FROM moderator WHERE node_id = ?";
    private static final String HIDDEN = "SELECT 1 FROM hidden WHERE node_id = ? AND seq = ?";

    /** A deletion of another author's message. */
    private record Deletion(MessageKey target, NodeId by, long at) {
        void save(SqliteSession session) throws SQLException {
            session.update(ADD, target, by, at);
        }
    }

    private HiddenRows() {}

    /** Returns the message that a stored one edits or deletes, if it counts. */
    static Optional<MessageKey> target(SqliteSession session, ChatMessage message) throws SQLException {
        Optional<MessageKey> others = message.moderatedMessage();
        if (others.isEmpty()) {
            return message.amendedMessage();
        }
        long last = session.first(LAST, row -> row.getLong(1), message.author()).orElse(0L);
        return others.filter(target -> message.key().seq() <= last);
    }

    /** Hides the message that an admin deletes. */
    static void hide(SqliteSession session, ChatMessage deletion, long now) throws SQLException {
        Optional<MessageKey> target = target(session, deletion);
        if (deletion.moderatedMessage().isPresent() && target.isPresent()) {
            new Deletion(target.get(), deletion.author(), now).save(session);
            AmendmentRows.expect(session, target.get());
        }
    }

    /** Finds the hidden messages again, because other deletions count. */
    static void refresh(SqliteSession session) throws SQLException {
        session.update("DELETE FROM hidden");
        if (session.number("SELECT count(*) FROM moderator") == 0) {
            return;
        }
        List<Deletion> deletions = session.list(
                DELETIONS,
                row -> new Deletion(BinaryCodec.key(row.getBytes(1)), new NodeId(row.getInt(2)), row.getLong(3)));
        for (Deletion deletion : deletions) {
            if (!deletion.target().author().equals(deletion.by())) {
                deletion.save(session);
                AmendmentRows.expect(session, deletion.target());
            }
        }
    }

    /** Returns whether a text, or the text that an edit changes, is hidden. */
    static boolean isHidden(SqliteSession session, ChatMessage message) throws SQLException {
        MessageKey text = message.amendedMessage().orElse(message.key());
        return message.kind() != ChatMessage.Kind.DELETE
                && session.first(HIDDEN, row -> true, text).isPresent();
    }

    /** Returns a message as users see it. */
    static ChatMessage shown(SqliteSession session, ChatMessage message) throws SQLException {
        return isHidden(session, message) ? message.erased() : message;
    }

    static VersionVector all(SqliteSession session) throws SQLException {
        VersionVector all = VersionVector.EMPTY;
        for (MessageKey key : hidden(session, Long.MAX_VALUE)) {
            all = all.with(key);
        }
        return all;
    }

    /** Erases the texts that have been hidden for {@link #ERASE_AFTER}. */
    static void erase(SqliteSession session, long now) throws SQLException {
        for (MessageKey key : hidden(session, now - ERASE_AFTER.toMillis())) {
            AmendmentRows.erase(session, key);
        }
    }

    private static List<MessageKey> hidden(SqliteSession session, long until) throws SQLException {
        return session.list(
                "SELECT node_id, seq FROM hidden WHERE since <= ?",
                row -> new MessageKey(new NodeId(row.getInt(1)), row.getLong(2)),
                until);
    }
}
