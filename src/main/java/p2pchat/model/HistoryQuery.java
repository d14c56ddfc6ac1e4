package p2pchat.model;

import java.util.Optional;

/**
 * A query for the newest {@code limit} messages of a stored log that match all conditions.
 *
 * @param since sent at this time or later, milliseconds since 1970
 * @param until sent before this time, milliseconds since 1970
 * @param from nick of the author, ignoring case
 * @param grep found somewhere in the text
 * @param before earlier in the order of history
 */
public record HistoryQuery(
        Optional<Long> since,
        Optional<Long> until,
        Optional<Nick> from,
        Optional<SearchPattern> grep,
        Optional<HistoryPlace> before,
        int limit) {

    public HistoryQuery {
        if (limit < 0) {
            throw new IllegalArgumentException("a limit must not be negative, not " + limit);
        }
    }

    /** Returns a query without conditions. */
    public static HistoryQuery newest(int limit) {
        return new HistoryQuery(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), limit);
    }

    public HistoryQuery sentSince(long millis) {
        return new HistoryQuery(Optional.of(millis), until, from, grep, before, limit);
    }

    public HistoryQuery sentBefore(long millis) {
        return new HistoryQuery(since, Optional.of(millis), from, grep, before, limit);
    }

    public HistoryQuery saidBy(Nick nick) {
        return new HistoryQuery(since, until, Optional.of(nick), grep, before, limit);
    }

    public HistoryQuery matching(SearchPattern pattern) {
        return new HistoryQuery(since, until, from, Optional.of(pattern), before, limit);
    }

    public HistoryQuery before(HistoryPlace place) {
        return new HistoryQuery(since, until, from, grep, Optional.of(place), limit);
    }
}
