package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.OrderMark;

/**
 * What was shown over a gap, in case that closes: what comes late then says which message it should have stood before.
 *
 * @param over the messages after a gap, oldest first
 */
record HistoryGaps(List<ChatMessage> over) {

    static final HistoryGaps NONE = new HistoryGaps(List.of());

    /** Of older gaps nobody remembers what was said after them. */
    static final int MAX = 16;

    /**
     * That a message comes late.
     *
     * @param before the beginning of what it should have stood before; empty where that is not known
     */
    record Late(String before) {
        String words() {
            return before.isEmpty() ? "late: others answered it before it came" : "late, before \"" + before + "\"";
        }
    }

    HistoryGaps {
        over = List.copyOf(over);
    }

    HistoryGaps after(NetworkEvent.Spoken spoken) {
        if (spoken.mark() != OrderMark.AFTER_GAP) {
            return this;
        }
        List<ChatMessage> more = new ArrayList<>(over);
        more.add(spoken.message());
        return new HistoryGaps(more.subList(Math.max(0, more.size() - MAX), more.size()));
    }

    /** A deleted text is not quoted any more. */
    HistoryGaps without(MessageKey deleted) {
        return new HistoryGaps(over.stream()
                .filter(said -> !said.key().equals(deleted)
                        && said.amends().filter(deleted::equals).isEmpty())
                .toList());
    }

    Optional<Late> late(NetworkEvent.Spoken spoken) {
        if (spoken.mark() != OrderMark.LATE) {
            return Optional.empty();
        }
        String before = over.stream()
                .filter(said -> follows(said, spoken.message().key()))
                .findFirst()
                .map(said -> EventText.quoted(EventText.EARLIER, said))
                .orElse("");
        return Optional.of(new Late(before));
    }

    /** Its own earlier messages an author always follows. */
    private static boolean follows(ChatMessage said, MessageKey late) {
        return said.heads().stream().anyMatch(head -> head.author().equals(late.author()) && head.seq() >= late.seq());
    }
}
