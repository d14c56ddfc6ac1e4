package p2pchat.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import p2pchat.model.Body;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryEntry;
import p2pchat.model.HistoryPlace;
import p2pchat.model.HistoryQuery;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;

/**
 * Reads part of the log in history order, along the index on that order. The index alone decides on times and authors; the
 * text is matched here, row by row. A page is searched backwards and holds places instead of messages. Longer results are
 * read forwards from their first place, one message at a time.
 */
final class HistoryRows {

    /** Limit of the places held in memory. */
    static final int PAGE = 1_024;

    /** Joins the last edit of each message, and a deletion by an admin. An edit without text means that it was deleted. */
    private static final String AMENDED = " LEFT JOIN amendment ON amendment.node_id = message.node_id"
            + " AND amendment.seq = message.seq LEFT JOIN message AS edit ON edit.node_id = message.node_id"
            + " AND edit.seq = edit_seq LEFT JOIN hidden ON hidden.node_id = message.node_id"
            + " AND hidden.seq = message.seq";

    private static final String ENTRY = "SELECT " + MessageRows.COLUMNS
            + ", coalesce(member.nick, nick.nick), message.received_at, edit.seq, edit.body,"
            + " EXISTS (SELECT 1 FROM fork WHERE fork.node_id = message.node_id AND first <= message.seq AND frozen),"
            + " hidden.moderator, coalesce((SELECT nick FROM member WHERE node_id = hidden.moderator),"
            + " (SELECT nick FROM nick WHERE node_id = hidden.moderator))"
            + " FROM message LEFT JOIN member ON member.node_id = message.node_id"
            + " LEFT JOIN nick ON nick.node_id = message.node_id" + AMENDED;
    private static final String ONE = ENTRY + " WHERE message.node_id = ? AND message.seq = ?";
    private static final String FILTER = " WHERE " + MessageRows.SHOWN + " AND message.kind = 1"
            + " AND (message.lamport, message.node_id, message.seq) >= (?, ?, ?)"
            + " AND message.sent_at >= ? AND message.sent_at < ?"
            + " AND (? IS NULL OR message.node_id IN (SELECT value FROM json_each(?)))";

    /** Places, the numbers of edits, and texts, newest first. */
    static final String BACKWARDS = "SELECT message.lamport, message.node_id, message.seq, edit.seq,"
            + " iif(hidden.seq IS NULL, iif(edit.seq IS NULL, message.body, edit.body), NULL) FROM message" + AMENDED
            + FILTER + " ORDER BY message.lamport DESC, message.node_id DESC, message.seq DESC";

    /** Whole messages, oldest first. */
    static final String FORWARDS = ENTRY + FILTER + " ORDER BY message.lamport, message.node_id, message.seq";

    private final SqliteSession session;
    private final HistoryQuery query;

    private HistoryRows(SqliteSession session, HistoryQuery query) {
        this.session = session;
        this.query = query;
    }

    /** Emits the messages that match the query, oldest first. */
    static void read(SqliteSession session, HistoryQuery query, Consumer<HistoryEntry> to) throws SQLException {
        HistoryRows rows = new HistoryRows(session, query);
        if (query.limit() == 0) {
            return;
        }
        if (query.limit() <= PAGE) {
            rows.readPage(to);
        } else if (query.limit() == Integer.MAX_VALUE) {
            rows.readFrom(OrderedRows.BEGIN, to);
        } else {
            Optional<HistoryPlace> first = rows.firstPlace();
            if (first.isPresent()) {
                rows.readFrom(first.get(), to);
            }
        }
    }

    /** Returns one message of any kind, delivered or not. */
    static Optional<HistoryEntry> find(SqliteSession session, MessageKey key) throws SQLException {
        return session.first(ONE, row -> entry(session, row), key);
    }

    private void readPage(Consumer<HistoryEntry> to) throws SQLException {
        List<HistoryPlace> places = new ArrayList<>();
        readBackwards(place -> {
            places.add(place);
            return places.size() < query.limit();
        });
        Collections.reverse(places);
        for (HistoryPlace place : places) {
            find(session, place.key()).ifPresent(to);
        }
    }

    /** Returns the place of the oldest message that the limit allows. */
    private Optional<HistoryPlace> firstPlace() throws SQLException {
        @Nullable HistoryPlace[] last = {null};
        int[] found = {0};
        readBackwards(place -> {
            last[0] = place;
            found[0]++;
            return found[0] < query.limit();
        });
        return Optional.ofNullable(last[0]);
    }

    private void readBackwards(Predicate<HistoryPlace> wantsMore) throws SQLException {
        session.forEach(
                BACKWARDS,
                this::placeIfMatching,
                place -> place.isEmpty() || wantsMore.test(place.get()),
                filter(OrderedRows.BEGIN));
    }

    private void readFrom(HistoryPlace first, Consumer<HistoryEntry> to) throws SQLException {
        int[] found = {0};
        Predicate<HistoryEntry> wantsMore = entry -> {
            if (matches(entry.message().text())) {
                found[0]++;
                to.accept(entry);
            }
            return found[0] < query.limit(); // messages may have arrived in between
        };
        session.forEach(FORWARDS, row -> entry(session, row), wantsMore, filter(first));
    }

    private Optional<HistoryPlace> placeIfMatching(ResultSet row) throws SQLException {
        HistoryPlace place = OrderedRows.place(row);
        boolean matches = query.grep().isEmpty()
                || matches(MessageRows.body(session, textKey(place, row.getLong(4)), row.getBytes(5))
                        .map(Body::text)
                        .orElse(""));
        return matches ? Optional.of(place) : Optional.empty();
    }

    /** Returns the key of the message that contains the current text; {@code edit} is 0 without an edit. */
    private static MessageKey textKey(HistoryPlace place, long edit) {
        return edit == 0 ? place.key() : new MessageKey(place.key().author(), edit);
    }

    private boolean matches(String text) {
        return query.grep().isEmpty() || query.grep().get().foundIn(text);
    }

    private Object[] filter(HistoryPlace from) throws SQLException {
        Optional<String> authors =
                query.from().isPresent() ? Optional.of(authors(query.from().get())) : Optional.empty();
        return new Object[] {from, query.since().orElse(0L), query.until().orElse(Long.MAX_VALUE), authors, authors};
    }

    /** Returns the ids of all authors called so, as JSON. SQLite ignores the case of ASCII letters only. */
    private String authors(Nick nick) throws SQLException {
        return MemberRows.nicks(session).entrySet().stream()
                .filter(known -> known.getValue().value().equalsIgnoreCase(nick.value()))
                .map(known -> Integer.toString(known.getKey().value()))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static HistoryEntry entry(SqliteSession session, ResultSet row) throws SQLException {
        HistoryPlace place = OrderedRows.place(row);
        long edit = row.getLong(11); // 0 for null
        int text = edit == 0 ? MessageRows.BODY : 12;
        int moderator = row.getInt(14); // 0 for null
        Optional<Body> body =
                moderator == 0 ? MessageRows.body(session, textKey(place, edit), row.getBytes(text)) : Optional.empty();
        Optional<Nick> deletedBy =
                moderator == 0 ? Optional.empty() : Optional.of(nick(row.getString(15), new NodeId(moderator)));
        Nick nick = nick(row.getString(9), place.key().author());
        ChatMessage message = MessageRows.message(row, place, body);
        return new HistoryEntry(message, nick, row.getLong(10), edit != 0, row.getBoolean(13), deletedBy);
    }

    private static Nick nick(@Nullable String known, NodeId node) {
        return new Nick(known == null ? node.toString() : known);
    }
}
