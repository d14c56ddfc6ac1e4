package p2pchat.console;

import java.util.ArrayList;
import java.util.List;

/**
 * One network of a session, and what happened there while another was looked at.
 *
 * @param kept lines not shown yet, oldest first
 * @param skipped how many older ones were not kept
 * @param unread messages among what is not shown
 * @param told how many of those were mentioned already
 */
record Room(Dialogue dialogue, List<String> kept, long skipped, long unread, long told) {

    /** Of more lines than this only the latest are kept; the log has all. */
    static final int MAX_KEPT = 200;

    Room {
        kept = List.copyOf(kept);
    }

    static Room of(Dialogue dialogue) {
        return new Room(dialogue, List.of(), 0, 0, 0);
    }

    Room with(Dialogue next) {
        return new Room(next, kept, skipped, unread, told);
    }

    Room keeping(List<String> lines) {
        List<String> more = new ArrayList<>(kept);
        more.addAll(lines);
        int surplus = Math.max(0, more.size() - MAX_KEPT);
        return new Room(dialogue, more.subList(surplus, more.size()), skipped + surplus, unread, told);
    }

    Room oneMoreUnread() {
        return new Room(dialogue, kept, skipped, unread + 1, told);
    }

    Room mentioned() {
        return new Room(dialogue, kept, skipped, unread, unread);
    }

    /** Everything is shown now. */
    Room seen() {
        return of(dialogue);
    }
}
