package p2pchat.log;

import java.util.Optional;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageKey;

/**
 * The edits and deletions of one message by its author. The result does not depend on the order or number of their arrivals,
 * so all logs end with the same text (protocol 2.8).
 *
 * <pre>
 *   SENT ──edit──► EDITED ──edit that is later in history──► EDITED
 *     └──────────────┴──delete──► DELETED    permanently
 * </pre>
 *
 * @param target the amended message
 * @param edit the last edit in history order; empty after a deletion
 */
public record Amendments(MessageKey target, Optional<HistoryPlace> edit, boolean deleted) {

    public static Amendments none(MessageKey target) {
        return new Amendments(target, Optional.empty(), false);
    }

    /** Adds an edit or deletion. One of another message or by another author changes nothing. */
    public Amendments with(ChatMessage amendment) {
        if (!amendment.amendedMessage().equals(Optional.of(target)) || deleted) {
            return this;
        }
        if (amendment.kind() == ChatMessage.Kind.DELETE) {
            return new Amendments(target, Optional.empty(), true);
        }
        boolean newer = edit.isEmpty() || edit.get().compareTo(amendment.place()) < 0;
        return newer ? new Amendments(target, Optional.of(amendment.place()), false) : this;
    }
}
