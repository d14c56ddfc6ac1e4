package p2pchat.storage;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryEntry;
import p2pchat.model.HistoryPlace;
import p2pchat.model.HistoryQuery;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;

/**
 * Reads a part of the log in the order of history, along the index on that order. A page is looked for backwards, and
 * holds places, not messages; more than a page is read forwards from where it begins, one message after the other. Times
 * and authors are told by the index alone, and a text that has nothing of what the expression requires never leaves the store.
 */
final class HistoryRows {

    /** Places at most that are kept in memory. */
    static final int PAGE = 1_024;

    /** With the text its author gave it last. An edit whose own text is gone means that the message was deleted. */
    private static final String AMENDED = " LEFT JOIN amendment ON amendment.node_id = message.node_id"
            + " AND amendment.seq = message.seq LEFT JOIN message AS edit ON edit.node_id = message.node_id"
            + " AND edit.seq = edit_seq";

    private static final String ENTRY = "SELECT " + MessageRows.COLUMNS
            + ", coalesce(member.nick, author.nick), message.received_at, edit.seq, edit.body"
            + " FROM message LEFT JOIN member ON member.node_id = message.node_id"
            + " LEFT JOIN author ON author.node_id = message.node_id" + AMENDED;
    private static final String ONE = ENTRY + " WHERE message.node_id = ? AND message.seq = ?";
    private static final String FITTING = " WHERE message.delivered IS NOT NULL AND message.kind = 1"
            + " AND (message.lamport, message.node_id, message.seq) >= (?, ?, ?)"
            + " AND (message.lamport, message.node_id, message.seq) < (?, ?, ?)"
            + " AND message.sent_at >= ? AND message.sent_at < ?"
            + " AND (? IS NULL OR message.node_id IN"
            + " (SELECT node_id FROM (SELECT node_id, nick FROM member UNION ALL SELECT node_id, nick FROM author"
            + " WHERE node_id NOT IN (SELECT node_id FROM member)) WHERE nick = ? COLLATE NOCASE))";

    private static final String WITH_ONE_OF = " AND (message.body LIKE ? ESCAPE '\\'";
    private static final String OR_ANOTHER = " OR message.body LIKE ? ESCAPE '\\'";
    private static final String OR_UNTOLD = " OR instr(message.body, char(0)) > 0" // where LIKE stops reading
            + " OR (EXISTS (SELECT 1 FROM amendment) AND EXISTS (SELECT 1 FROM amendment AS changed"
            + " WHERE changed.node_id = message.node_id AND changed.seq = message.seq)))";

    private final SqliteSession session;
    private final HistoryQuery query;
    private final List<String> required;
    private final Optional<GuardedRegex> trial;

    private HistoryRows(SqliteSession session, HistoryQuery query) {
        this.session = session;
        this.query = query;
        this.required = required(query);
        this.trial = query.grep().map(GuardedRegex::new);
    }

    /** Places and texts, the newest first, of messages that may be what the query asks for. */
    static String backwards(int texts) {
        return "SELECT message.lamport, message.node_id, message.seq, coalesce(edit.body, message.body)"
                + " FROM message" + AMENDED + FITTING + withOneOf(texts)
                + " ORDER BY message.lamport DESC, message.node_id DESC, message.seq DESC";
    }

    /** Whole messages, the oldest first. */
    static String forwards(int texts) {
        return ENTRY + FITTING + withOneOf(texts) + " ORDER BY message.lamport, message.node_id, message.seq";
    }

    private static String withOneOf(int texts) {
        return texts == 0 ? "" : WITH_ONE_OF + OR_ANOTHER.repeat(texts - 1) + OR_UNTOLD;
    }

    /** Of what one stands in every text that the query asks for, as patterns for LIKE. */
    static List<String> required(HistoryQuery query) {
        return query.grep().map(RegexPrefilter::like).orElse(List.of());
    }

    /** Hands over the messages that the query asks for, oldest first. */
    static void read(SqliteSession session, HistoryQuery query, Consumer<HistoryEntry> to) throws SQLException {
        HistoryRows rows = new HistoryRows(session, query);
        if (query.limit() == 0) {
            return;
        }
        if (query.limit() <= PAGE) {
            rows.readPage(to);
        } else if (query.limit() == Integer.MAX_VALUE) {
            rows.readFrom(Optional.empty(), to);
        } else {
            Optional<HistoryPlace> begin = rows.begin();
            if (begin.isPresent()) {
                rows.readFrom(begin, to);
            }
        }
    }

    /** One message, whatever it does and whether its turn has come. */
    static Optional<HistoryEntry> find(SqliteSession session, MessageKey key) throws SQLException {
        return session.first(ONE, MessageRows.keyed(key), HistoryRows::entry);
    }

    private void readPage(Consumer<HistoryEntry> to) throws SQLException {
        List<HistoryPlace> places = new ArrayList<>();
        backwards(place -> {
            places.add(place);
            return places.size() < query.limit();
        });
        Collections.reverse(places);
        for (HistoryPlace place : places) {
            session.first(ONE, MessageRows.keyed(place.key()), HistoryRows::entry)
                    .ifPresent(to);
        }
    }

    private Optional<HistoryPlace> begin() throws SQLException {
        Deque<HistoryPlace> last = new ArrayDeque<>(1);
        int[] found = {0};
        backwards(place -> {
            last.clear();
            last.add(place);
            found[0]++;
            return found[0] < query.limit();
        });
        return Optional.ofNullable(last.peek());
    }

    private void backwards(Predicate<HistoryPlace> more) throws SQLException {
        session.each(
                backwards(required.size()),
                statement -> bind(statement, query, Optional.empty(), required),
                this::placeIfFitting,
                place -> place.isEmpty() || more.test(place.get()));
    }

    private void readFrom(Optional<HistoryPlace> begin, Consumer<HistoryEntry> to) throws SQLException {
        int[] found = {0};
        session.each(
                forwards(required.size()),
                statement -> bind(statement, query, begin, required),
                HistoryRows::entry,
                entry -> {
                    if (fits(entry.message().text())) {
                        found[0]++;
                        to.accept(entry);
                    }
                    return found[0] < query.limit(); // one that came in meanwhile may stand among them
                });
    }

    private Optional<HistoryPlace> placeIfFitting(ResultSet row) throws SQLException {
        boolean fits = trial.isEmpty() || fits(MessageRows.text(row, 4).orElse(""));
        return fits
                ? Optional.of(
                        new HistoryPlace(row.getLong(1), new MessageKey(new NodeId(row.getInt(2)), row.getLong(3))))
                : Optional.empty();
    }

    private boolean fits(String text) {
        return trial.isEmpty() || trial.get().finds(text);
    }

    /** Fills {@link #backwards} or {@link #forwards}. */
    static void bind(
            PreparedStatement statement, HistoryQuery query, Optional<HistoryPlace> from, List<String> required)
            throws SQLException {
        place(statement, 1, from, 0);
        place(statement, 4, query.before(), Long.MAX_VALUE);
        statement.setLong(7, query.since().orElse(0L));
        statement.setLong(8, query.until().orElse(Long.MAX_VALUE));
        statement.setString(9, query.from().map(Nick::value).orElse(null));
        statement.setString(10, query.from().map(Nick::value).orElse(null));
        int at = 11;
        for (String text : required) {
            statement.setString(at++, text);
        }
    }

    private static void place(PreparedStatement statement, int at, Optional<HistoryPlace> place, long otherwise)
            throws SQLException {
        statement.setLong(at, place.map(HistoryPlace::lamport).orElse(otherwise));
        statement.setInt(
                at + 1, place.map(known -> known.key().author().value()).orElse(0));
        statement.setLong(at + 2, place.map(known -> known.key().seq()).orElse(0L));
    }

    private static HistoryEntry entry(ResultSet row) throws SQLException {
        boolean edited = row.getLong(14) != 0; // 0 for null
        ChatMessage message = edited ? MessageRows.message(row, 15) : MessageRows.message(row);
        Nick nick = new Nick(Optional.ofNullable(row.getString(12))
                .orElseGet(() -> message.author().toString()));
        return new HistoryEntry(message, nick, row.getLong(13), edited);
    }
}
