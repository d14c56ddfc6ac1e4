package p2pchat.log;

import java.util.Optional;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageKey;

/**
 * What its author's edits and deletions make of one message. The outcome is the same in whatever order they come, and
 * however often, before the message or after it: so every log ends with the same text (protocol 2.8).
 *
 * <pre>
 *   SAID ──edit──► EDITED ──edit that stands later in history──► EDITED
 *     └──────────────┴──delete──► DELETED    for good: no edit brings it back
 * </pre>
 *
 * @param target the message they are about
 * @param edit the one that holds: the last in the order of history; none once it is deleted
 */
public record Amendments(MessageKey target, Optional<HistoryPlace> edit, boolean deleted) {

    public static Amendments none(MessageKey target) {
        return new Amendments(target, Optional.empty(), false);
    }

    /** What they come to with one more; unchanged by one that is about something else, or that has no right to count. */
    public Amendments with(ChatMessage amendment) {
        if (!amendment.amends().equals(Optional.of(target)) || deleted) {
            return this;
        }
        if (amendment.kind() == ChatMessage.Kind.DELETE) {
            return new Amendments(target, Optional.empty(), true);
        }
        boolean holds = edit.isEmpty() || edit.get().compareTo(amendment.place()) < 0;
        return holds ? new Amendments(target, Optional.of(amendment.place()), false) : this;
    }
}
