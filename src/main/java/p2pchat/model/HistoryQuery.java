package p2pchat.model;

import java.util.Optional;

/**
 * A query for the newest {@code limit} messages of a stored log that match all conditions.
 *
 * @param since sent at this time or later, milliseconds since 1970
 * @param until sent before this time, milliseconds since 1970
 * @param from nick of the author, ignoring case
 * @param grep found somewhere in the text
 */
public record HistoryQuery(
        Optional<Long> since, Optional<Long> until, Optional<Nick> from, Optional<SearchPattern> grep, int limit) {

    public HistoryQuery {
        if (limit < 0) {
            throw new IllegalArgumentException("a limit must not be negative, not " + limit);
        }
    }

    /** Returns a query without conditions. */
    public static HistoryQuery newest(int limit) {
        return new HistoryQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), limit);
    }
}
