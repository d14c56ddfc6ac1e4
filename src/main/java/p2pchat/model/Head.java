package p2pchat.model;

/** A message of a log's frontier: one that no delivered message follows (protocol 2.7). */
public record Head(MessageRef ref, long lamport) {

    public MessageKey key() {
        return ref.key();
    }

    /** Returns the place in the order of history. */
    public HistoryPlace place() {
        return new HistoryPlace(lamport, ref.key());
    }
}
