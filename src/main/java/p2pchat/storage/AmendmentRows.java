package p2pchat.storage;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import p2pchat.log.Amendments;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.VersionVector;

/**
 * The table of edited and deleted messages, one row for each. {@code missing} marks rows whose message has not arrived yet.
 */
final class AmendmentRows {

    static final List<String> TABLES = List.of(
            """
            CREATE TABLE amendment (
              node_id INTEGER NOT NULL, seq INTEGER NOT NULL, edit_seq INTEGER, edit_lamport INTEGER,
              deleted INTEGER NOT NULL, missing INTEGER NOT NULL, PRIMARY KEY (node_id, seq)) STRICT, WITHOUT ROWID""",
            "CREATE INDEX amendment_missing ON amendment (missing) WHERE missing = 1",
            "CREATE INDEX message_about ON message (about) WHERE about IS NOT NULL");

    private static final String READ =
            "SELECT edit_seq, edit_lamport, deleted FROM amendment WHERE node_id = ? AND seq = ?";
    private static final String WRITE =
            "INSERT INTO amendment (node_id, seq, edit_seq, edit_lamport, deleted, missing) VALUES (?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (node_id, seq) DO UPDATE SET edit_seq = excluded.edit_seq,"
                    + " edit_lamport = excluded.edit_lamport, deleted = excluded.deleted";
    private static final String FOUND =
            "UPDATE amendment SET missing = 0 WHERE node_id = ? AND seq = ? AND missing = 1";
    private static final String KIND = "SELECT kind FROM message WHERE node_id = ? AND seq = ?";

    /**
     * Replaces an encrypted text with zeros of the same length. The row keeps its size, so SQLite overwrites its bytes in place
     * and leaves no moved copy in a page.
     */
    private static final String ERASED =
            "UPDATE message SET body = zeroblob(length(body)) WHERE body IS NOT NULL AND kind <> 3";

    /** Limits the edits reported with a deletion. No user edits a message this often by hand. */
    private static final int MAX_EDITS = 64;

    private static final String EDITS = "SELECT " + MessageRows.COLUMNS
            + " FROM message WHERE about = ? AND node_id = ? AND kind = 2 ORDER BY seq DESC LIMIT " + MAX_EDITS;

    private static final String ERASE = ERASED + " AND node_id = ? AND seq = ?";
    private static final String ERASE_EDITS = ERASED + " AND about = ? AND node_id = ? AND seq > ? AND kind = 2";

    private static final String LAST_EDIT = "SELECT lamport, node_id, seq FROM message"
            + " WHERE about = ? AND node_id = ? AND seq > ? AND kind = 2 ORDER BY lamport DESC, seq DESC LIMIT 1";

    private AmendmentRows() {}

    /** Returns whether these bytes replaced a deleted text. An encrypted one begins with the number of its segment. */
    static boolean isErased(byte[] body) {
        return ByteBuffer.wrap(body).getInt() == 0;
    }

    /** Returns whether any edit or deletion arrived before its message. That is rare, so most appends skip further checks. */
    static boolean anyMissing(SqliteSession session) throws SQLException {
        return session.number("SELECT count(*) FROM (SELECT 1 FROM amendment WHERE missing = 1 LIMIT 1)") > 0;
    }

    /** Returns the messages that stored deletions delete. */
    static VersionVector deleted(SqliteSession session) throws SQLException {
        VersionVector[] deleted = {VersionVector.EMPTY};
        session.forEach(
                "SELECT node_id, seq FROM amendment WHERE deleted = 1",
                row -> new MessageKey(new NodeId(row.getInt(1)), row.getLong(2)),
                key -> {
                    deleted[0] = deleted[0].with(key);
                    return true;
                });
        return deleted[0];
    }

    /** Returns whether a message that arrives now was deleted before. */
    static boolean deletedBefore(SqliteSession session, ChatMessage message) throws SQLException {
        MessageKey about = message.kind() == ChatMessage.Kind.TEXT
                ? message.key()
                : message.amendedMessage().orElse(message.key());
        return message.kind() != ChatMessage.Kind.DELETE && read(session, about).deleted();
    }

    /** Records that the message of an earlier edit or deletion arrived. */
    static void markFound(SqliteSession session, MessageKey key) throws SQLException {
        session.update(FOUND, key);
    }

    /** Applies an edit or deletion that was just stored. */
    static void apply(SqliteSession session, ChatMessage amendment) throws SQLException {
        Optional<MessageKey> target = amendment.amendedMessage();
        if (target.isEmpty()) {
            return;
        }
        Optional<ChatMessage.Kind> kind = session.first(KIND, row -> ChatMessage.Kind.of(row.getInt(1)), target.get());
        Amendments before = read(session, target.get());
        Amendments after = before.with(amendment);
        if (after.equals(before) || (kind.isPresent() && kind.get() != ChatMessage.Kind.TEXT)) {
            return; // edits cannot be edited
        }
        write(session, after, kind.isEmpty());
        if (after.deleted()) {
            eraseTexts(session, target.get());
        }
    }

    /** Records that a message is changed, so that this is checked when it arrives. */
    static void expect(SqliteSession session, MessageKey target) throws SQLException {
        if (session.first(KIND, row -> row.getInt(1), target).isEmpty()) {
            write(session, read(session, target), true);
        }
    }

    /** Erases a text with its edits, unless that was done before. */
    static void erase(SqliteSession session, MessageKey target) throws SQLException {
        Optional<ChatMessage.Kind> kind = session.first(KIND, row -> ChatMessage.Kind.of(row.getInt(1)), target);
        if (kind.equals(Optional.of(ChatMessage.Kind.TEXT))
                && !read(session, target).deleted()) {
            write(session, new Amendments(target, Optional.empty(), true), false);
            eraseTexts(session, target);
        }
    }

    private static void eraseTexts(SqliteSession session, MessageKey target) throws SQLException {
        session.update(ERASE, target);
        session.update(ERASE_EDITS, BinaryCodec.key(target), target);
        session.purgeWithCommit();
    }

    /** Collects the messages that an edit or deletion changes, before it takes effect, so that it can be displayed. */
    static void collectAmended(SqliteSession session, ChatMessage amendment, Map<MessageKey, List<ChatMessage>> amended)
            throws SQLException {
        Optional<MessageKey> target = HiddenRows.target(session, amendment);
        if (target.isEmpty()) {
            return;
        }
        List<ChatMessage> about = new ArrayList<>();
        MessageRows.one(session, target.get()).ifPresent(about::add);
        if (amendment.kind() == ChatMessage.Kind.DELETE) {
            about.addAll(session.list(
                    EDITS,
                    row -> MessageRows.message(session, row),
                    BinaryCodec.key(target.get()),
                    target.get().author()));
        }
        amended.put(amendment.key(), about);
    }

    /** Collects the current edit of a text if the edit was delivered first, so that both can be displayed together. */
    static void collectEarlierEdit(SqliteSession session, MessageKey text, Map<MessageKey, List<ChatMessage>> amended)
            throws SQLException {
        Optional<HistoryPlace> edit = read(session, text).edit();
        if (edit.isPresent()) {
            List<ChatMessage> shown = session.list(
                    "SELECT " + MessageRows.COLUMNS + " FROM message WHERE node_id = ? AND seq = ? AND "
                            + MessageRows.SHOWN,
                    row -> MessageRows.message(session, row),
                    edit.get().key());
            if (!shown.isEmpty()) {
                amended.put(text, shown);
            }
        }
    }

    /** Forgets the edits and deletions of an author's messages above a number, which do not count any more. */
    static void remove(SqliteSession session, NodeId author, long above) throws SQLException {
        session.update("DELETE FROM amendment WHERE node_id = ? AND seq > ?", author, above);
    }

    /** Finds the last edit that still counts. A deleted text stays deleted, because it was erased. */
    static void findEdit(SqliteSession session, MessageKey target) throws SQLException {
        Amendments edit = session.first(
                        LAST_EDIT,
                        row -> new Amendments(target, Optional.of(OrderedRows.place(row)), false),
                        BinaryCodec.key(target),
                        target)
                .orElse(Amendments.none(target));
        Amendments now = read(session, target);
        if (!now.deleted()) {
            write(session, edit, false);
        }
    }

    private static Amendments read(SqliteSession session, MessageKey target) throws SQLException {
        return session.first(READ, row -> amendments(row, target), target).orElse(Amendments.none(target));
    }

    private static Amendments amendments(ResultSet row, MessageKey target) throws SQLException {
        long edit = row.getLong(1); // 0 for null
        Optional<HistoryPlace> place = edit == 0
                ? Optional.empty()
                : Optional.of(new HistoryPlace(row.getLong(2), new MessageKey(target.author(), edit)));
        return new Amendments(target, place, row.getInt(3) == 1);
    }

    private static void write(SqliteSession session, Amendments now, boolean missing) throws SQLException {
        session.update(
                WRITE,
                now.target(),
                now.edit().map(edit -> edit.key().seq()),
                now.edit().map(HistoryPlace::lamport),
                now.deleted(),
                missing);
    }
}
