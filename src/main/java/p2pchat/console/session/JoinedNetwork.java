package p2pchat.console.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.model.MessageKey;

/**
 * One network of a session, with the lines that were printed there while another one was shown.
 *
 * @param hidden the lines not shown yet, oldest first
 * @param dropped how many older lines were not kept
 * @param unread messages of others among them
 * @param announced how many of the unread messages were announced already
 */
record JoinedNetwork(
        ConversationState conversation, List<HiddenLine> hidden, long dropped, long unread, long announced) {

    /** Older lines are dropped; the log has all messages. */
    static final int MAX_HIDDEN = 200;

    /** A line not shown because another network was current, and the message whose text it shows. */
    record HiddenLine(String text, Optional<MessageKey> quoted) {}

    JoinedNetwork {
        hidden = List.copyOf(hidden);
    }

    static JoinedNetwork of(ConversationState conversation) {
        return new JoinedNetwork(conversation, List.of(), 0, 0, 0);
    }

    JoinedNetwork with(ConversationState next) {
        return new JoinedNetwork(next, hidden, dropped, unread, announced);
    }

    JoinedNetwork hiding(Effect.Print print) {
        List<HiddenLine> more = new ArrayList<>(hidden);
        print.lines().forEach(line -> more.add(new HiddenLine(line, print.quoted())));
        int surplus = Math.max(0, more.size() - MAX_HIDDEN);
        return new JoinedNetwork(
                conversation, more.subList(surplus, more.size()), dropped + surplus, unread, announced);
    }

    /** Removes the hidden text of a message that was deleted. */
    JoinedNetwork without(MessageKey deleted) {
        List<HiddenLine> rest = hidden.stream()
                .filter(line -> !line.quoted().equals(Optional.of(deleted)))
                .toList();
        return new JoinedNetwork(conversation, rest, dropped, unread, announced);
    }

    List<String> lines() {
        return hidden.stream().map(HiddenLine::text).toList();
    }

    JoinedNetwork oneMoreUnread() {
        return new JoinedNetwork(conversation, hidden, dropped, unread + 1, announced);
    }

    JoinedNetwork allAnnounced() {
        return new JoinedNetwork(conversation, hidden, dropped, unread, unread);
    }

    JoinedNetwork allShown() {
        return of(conversation);
    }
}
