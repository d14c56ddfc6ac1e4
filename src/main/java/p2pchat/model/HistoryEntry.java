package p2pchat.model;

import java.util.Optional;

/**
 * A message of the stored log as shown to readers: with its latest text, or without text if it was deleted.
 *
 * @param nick of the author, or its node id if no stored view names it
 * @param receivedAt by this machine's clock, milliseconds since 1970
 * @param forked whether the author signed several versions of its messages from here on, and none of them holds
 * @param deletedBy the admin who deleted it; empty if its author did, or nobody
 */
public record HistoryEntry(
        ChatMessage message, Nick nick, long receivedAt, boolean edited, boolean forked, Optional<Nick> deletedBy) {

    /** Creates an entry that was never edited. */
    public HistoryEntry(ChatMessage message, Nick nick, long receivedAt) {
        this(message, nick, receivedAt, false, false, Optional.empty());
    }

    /** Returns the entry under another nick. */
    public HistoryEntry by(Nick other) {
        return new HistoryEntry(message, other, receivedAt, edited, forked, deletedBy);
    }
}
