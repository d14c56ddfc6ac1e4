package p2pchat.console.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.model.MessageKey;

/**
 * One network of a session, and what happened there while another was looked at.
 *
 * @param kept what is not shown yet, oldest first
 * @param skipped how many older ones were not kept
 * @param unread messages among what is not shown
 * @param told how many of those were mentioned already
 */
record JoinedNetwork(ConversationState dialogue, List<HiddenLine> kept, long skipped, long unread, long told) {

    /** Of more lines than this only the latest are kept; the log has all. */
    static final int MAX_HIDDEN = 200;

    /** A line, and the message whose text it shows, if it does. */
    record HiddenLine(String line, Optional<MessageKey> quoted) {}

    JoinedNetwork {
        kept = List.copyOf(kept);
    }

    static JoinedNetwork of(ConversationState dialogue) {
        return new JoinedNetwork(dialogue, List.of(), 0, 0, 0);
    }

    JoinedNetwork with(ConversationState next) {
        return new JoinedNetwork(next, kept, skipped, unread, told);
    }

    JoinedNetwork keeping(ConversationEffect.Print print) {
        List<HiddenLine> more = new ArrayList<>(kept);
        print.lines().forEach(line -> more.add(new HiddenLine(line, print.quoted())));
        int surplus = Math.max(0, more.size() - MAX_HIDDEN);
        return new JoinedNetwork(dialogue, more.subList(surplus, more.size()), skipped + surplus, unread, told);
    }

    /** A message was deleted: what is kept of its text must not be shown any more. */
    JoinedNetwork without(MessageKey deleted) {
        List<HiddenLine> rest = kept.stream()
                .filter(line -> !line.quoted().equals(Optional.of(deleted)))
                .toList();
        return new JoinedNetwork(dialogue, rest, skipped, unread, told);
    }

    /** What was kept, to be shown. */
    List<String> lines() {
        return kept.stream().map(HiddenLine::line).toList();
    }

    JoinedNetwork oneMoreUnread() {
        return new JoinedNetwork(dialogue, kept, skipped, unread + 1, told);
    }

    JoinedNetwork mentioned() {
        return new JoinedNetwork(dialogue, kept, skipped, unread, unread);
    }

    /** Everything is shown now. */
    JoinedNetwork seen() {
        return of(dialogue);
    }
}
