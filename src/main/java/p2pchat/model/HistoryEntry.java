package p2pchat.model;

/**
 * A message of the stored log as shown to readers: with its latest text, or without text if it was deleted.
 *
 * @param nick of the author, or its node id if no stored view names it
 * @param receivedAt by this machine's clock, milliseconds since 1970
 */
public record HistoryEntry(ChatMessage message, Nick nick, long receivedAt, boolean edited) {

    /** Creates an entry that was never edited. */
    public HistoryEntry(ChatMessage message, Nick nick, long receivedAt) {
        this(message, nick, receivedAt, false);
    }
}
