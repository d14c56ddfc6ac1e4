package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.OrderMark;

/**
 * Messages that were shown although an earlier one was missing. A message that arrives late names the one it belongs
 * before.
 *
 * @param over the messages after a gap, oldest first
 */
record HistoryGaps(List<ChatMessage> over) {

    static final HistoryGaps NONE = new HistoryGaps(List.of());

    /** Older gaps are forgotten. */
    static final int MAX = 16;

    /** A late message, and the first message shown that follows it; empty if unknown. */
    record Late(Optional<ChatMessage> before) {}

    HistoryGaps {
        over = List.copyOf(over);
    }

    HistoryGaps after(NetworkEvent.Spoken spoken) {
        HistoryGaps rest = spoken instanceof NetworkEvent.Amended amended && amended.deletes()
                ? without(amended.targetKey())
                : this;
        if (spoken.mark() != OrderMark.AFTER_GAP) {
            return rest;
        }
        List<ChatMessage> more = new ArrayList<>(rest.over);
        more.add(spoken.message());
        return new HistoryGaps(more.subList(Math.max(0, more.size() - MAX), more.size()));
    }

    /** A deleted message must not be quoted. */
    private HistoryGaps without(MessageKey deleted) {
        return new HistoryGaps(over.stream()
                .filter(message -> !message.key().equals(deleted)
                        && message.amendedMessage().filter(deleted::equals).isEmpty())
                .toList());
    }

    Optional<Late> late(NetworkEvent.Spoken spoken) {
        return spoken.mark() == OrderMark.LATE
                ? Optional.of(new Late(over.stream()
                        .filter(message -> follows(message, spoken.message().key()))
                        .findFirst()))
                : Optional.empty();
    }

    /** A message follows all earlier messages of the authors in its heads. */
    private static boolean follows(ChatMessage message, MessageKey late) {
        return message.heads().stream()
                .anyMatch(head -> head.author().equals(late.author()) && head.seq() >= late.seq());
    }
}
