package p2pchat.model;

/**
 * A message of the stored log as whoever reads it sees it.
 *
 * @param nick of the author, or its node id where no view kept here named it
 * @param receivedAt by this machine's clock, milliseconds since 1970
 */
public record HistoryEntry(ChatMessage message, Nick nick, long receivedAt) {

    /** Where it stands in the order of history. */
    public HistoryPlace place() {
        return new HistoryPlace(message.lamport(), message.key());
    }
}
