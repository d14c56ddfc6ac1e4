package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.model.NetworkEvent;

/**
 * Who came and went lately: one line for all of them, printed when something else happens.
 *
 * @param since the first look at it, in milliseconds since 1970; 0 before that
 */
record JoinLeaveSummary(List<String> joined, List<String> left, long since) {

    static final JoinLeaveSummary NOBODY = new JoinLeaveSummary(List.of(), List.of(), 0);

    /** After this the line stands, whether or not more come. */
    static final long MILLIS = 60_000;

    /** More names than this are a number. */
    private static final int NAMED = 8;

    JoinLeaveSummary {
        joined = List.copyOf(joined);
        left = List.copyOf(left);
    }

    /** One more; empty where that is no coming and going. */
    Optional<JoinLeaveSummary> with(NetworkEvent.Change change, String who) {
        return switch (change) {
            case JOINED -> Optional.of(new JoinLeaveSummary(with(joined, who), left, since));
            case LEFT -> Optional.of(new JoinLeaveSummary(joined, with(left, who), since));
            case RENAMED, GONE, DROPPED -> Optional.empty();
        };
    }

    boolean isEmpty() {
        return joined.isEmpty() && left.isEmpty();
    }

    JoinLeaveSummary seen(long now) {
        return isEmpty() || since != 0 ? this : new JoinLeaveSummary(joined, left, now);
    }

    boolean isOver(long now) {
        return !isEmpty() && since != 0 && now - since >= MILLIS;
    }

    /** The line without the sign it starts with; empty if nobody came or went. */
    Optional<String> line(TextStyle look) {
        if (isEmpty()) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        if (!joined.isEmpty()) {
            parts.add(look.sign(NoticeIcon.IN) + " " + names(joined) + " joined");
        }
        if (!left.isEmpty()) {
            parts.add(look.sign(NoticeIcon.OUT) + " " + names(left) + " left");
        }
        return Optional.of(String.join(look.words(" · "), parts));
    }

    private static String names(List<String> all) {
        return all.size() <= NAMED
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, NAMED)) + " and " + (all.size() - NAMED) + " more";
    }

    private static List<String> with(List<String> names, String more) {
        List<String> longer = new ArrayList<>(names);
        longer.add(more);
        return longer;
    }
}
