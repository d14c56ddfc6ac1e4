package p2pchat.model;

import java.util.Comparator;

/** A place in the order of history, by (lamport, node id, number). The same in every log (protocol 2.7). */
public record HistoryPlace(long lamport, MessageKey key) implements Comparable<HistoryPlace> {

    private static final Comparator<HistoryPlace> ORDER =
            Comparator.comparingLong(HistoryPlace::lamport).thenComparing(HistoryPlace::key);

    @Override
    public int compareTo(HistoryPlace other) {
        return ORDER.compare(this, other);
    }
}
