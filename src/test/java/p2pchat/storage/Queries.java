package p2pchat.storage;

import java.util.Optional;
import p2pchat.model.HistoryQuery;
import p2pchat.model.Nick;
import p2pchat.model.SearchPattern;

/** Queries for the newest messages with one condition. */
final class Queries {

    private Queries() {}

    static HistoryQuery saidBy(int limit, String nick) {
        return new HistoryQuery(
                Optional.empty(), Optional.empty(), Optional.of(new Nick(nick)), Optional.empty(), limit);
    }

    static HistoryQuery matching(int limit, String expression) {
        return new HistoryQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(SearchPattern.regex(expression)),
                limit);
    }
}
