package p2pchat.model;

import java.util.Comparator;

/** A place in the order of history, which is the same in every log: by (lamport, node id, number) (protocol 2.7). */
public record HistoryPlace(long lamport, MessageKey key) implements Comparable<HistoryPlace> {

    private static final Comparator<HistoryPlace> ORDER =
            Comparator.comparingLong(HistoryPlace::lamport).thenComparing(HistoryPlace::key);

    @Override
    public int compareTo(HistoryPlace other) {
        return ORDER.compare(this, other);
    }
}
