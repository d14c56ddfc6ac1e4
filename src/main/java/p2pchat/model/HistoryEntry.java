package p2pchat.model;

/**
 * A message of the stored log as whoever reads it sees it: with the text its author gave it last, and without one where
 * it was deleted.
 *
 * @param nick of the author, or its node id where no view kept here named it
 * @param receivedAt by this machine's clock, milliseconds since 1970
 */
public record HistoryEntry(ChatMessage message, Nick nick, long receivedAt, boolean edited) {

    /** As it was said, and never edited. */
    public HistoryEntry(ChatMessage message, Nick nick, long receivedAt) {
        this(message, nick, receivedAt, false);
    }
}
