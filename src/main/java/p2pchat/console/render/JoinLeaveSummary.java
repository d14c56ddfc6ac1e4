package p2pchat.console.render;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import p2pchat.model.NetworkEvent;

/**
 * Members that joined and left recently, summed up in one line. The line is printed when something else happens, or
 * after a minute.
 *
 * @param since when {@link #seen} was first called, in milliseconds since 1970; 0 before that
 */
record JoinLeaveSummary(List<String> joined, List<String> left, long since) {

    static final JoinLeaveSummary EMPTY = new JoinLeaveSummary(List.of(), List.of(), 0);

    static final long MAX_AGE_MILLIS = 60_000;

    private static final int MAX_NAMES = 8;

    JoinLeaveSummary {
        joined = List.copyOf(joined);
        left = List.copyOf(left);
    }

    /** Adds a member; empty if the change is neither joining nor leaving. */
    Optional<JoinLeaveSummary> with(NetworkEvent.Change change, String nick) {
        return switch (change) {
            case JOINED -> Optional.of(new JoinLeaveSummary(append(joined, nick), left, since));
            case LEFT -> Optional.of(new JoinLeaveSummary(joined, append(left, nick), since));
            case RENAMED, GONE, DROPPED -> Optional.empty();
        };
    }

    boolean isEmpty() {
        return joined.isEmpty() && left.isEmpty();
    }

    JoinLeaveSummary seen(long now) {
        return isEmpty() || since != 0 ? this : new JoinLeaveSummary(joined, left, now);
    }

    boolean isDue(long now) {
        return !isEmpty() && since != 0 && now - since >= MAX_AGE_MILLIS;
    }

    Optional<String> line(TextStyle style) {
        return Stream.of(
                        part(joined, style.sign(NoticeIcon.IN), " joined"),
                        part(left, style.sign(NoticeIcon.OUT), " left"))
                .flatMap(Optional::stream)
                .reduce((one, other) -> one + style.punctuation().separator() + other);
    }

    private static Optional<String> part(List<String> nicks, String icon, String verb) {
        return nicks.isEmpty() ? Optional.empty() : Optional.of(icon + " " + names(nicks) + verb);
    }

    private static String names(List<String> nicks) {
        return nicks.size() <= MAX_NAMES
                ? String.join(", ", nicks)
                : String.join(", ", nicks.subList(0, MAX_NAMES)) + " and " + (nicks.size() - MAX_NAMES) + " more";
    }

    private static List<String> append(List<String> names, String name) {
        return Stream.concat(names.stream(), Stream.of(name)).toList();
    }
}
