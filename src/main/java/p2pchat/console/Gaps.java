package p2pchat.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.model.ChatMessage;
import p2pchat.model.Mark;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;

/**
 * What was shown over a gap, in case that closes: what comes late then says which message it should have stood before.
 *
 * @param over the messages after a gap, oldest first
 */
record Gaps(List<ChatMessage> over) {

    static final Gaps NONE = new Gaps(List.of());

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

    Gaps {
        over = List.copyOf(over);
    }

    Gaps after(NetworkEvent.Spoken spoken) {
        if (spoken.mark() != Mark.AFTER_GAP) {
            return this;
        }
        List<ChatMessage> more = new ArrayList<>(over);
        more.add(spoken.message());
        return new Gaps(more.subList(Math.max(0, more.size() - MAX), more.size()));
    }

    /** A deleted text is not quoted any more. */
    Gaps without(MessageKey deleted) {
        return new Gaps(over.stream()
                .filter(said -> !said.key().equals(deleted)
                        && said.amends().filter(deleted::equals).isEmpty())
                .toList());
    }

    Optional<Late> late(NetworkEvent.Spoken spoken) {
        if (spoken.mark() != Mark.LATE) {
            return Optional.empty();
        }
        String before = over.stream()
                .filter(said -> follows(said, spoken.message().key()))
                .findFirst()
                .map(said -> Notices.quoted(Notices.EARLIER, said))
                .orElse("");
        return Optional.of(new Late(before));
    }

    /** Its own earlier messages an author always follows. */
    private static boolean follows(ChatMessage said, MessageKey late) {
        return said.heads().stream().anyMatch(head -> head.author().equals(late.author()) && head.seq() >= late.seq());
    }
}
