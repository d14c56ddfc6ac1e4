package p2pchat.model;

/** A place in the order of history, by (lamport, node id, number). The same in every log (protocol 2.7). */
public record HistoryPlace(long lamport, MessageKey key) implements Comparable<HistoryPlace> {

    @Override
    public int compareTo(HistoryPlace other) {
        int byLamport = Long.compare(lamport, other.lamport);
        return byLamport != 0 ? byLamport : key.compareTo(other.key);
    }
}
