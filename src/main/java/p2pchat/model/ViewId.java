package p2pchat.model;

/**
 * Identifies a view by its leadership and its number within the leadership, compared as one value (H18).
 *
 * @param epoch the leadership, numbered by the directory; 0 before the first
 * @param seq the view within the leadership, from 1; 0 for a leadership whose views are not known yet
 */
public record ViewId(long epoch, int seq) implements Comparable<ViewId> {

    /** No view, as carried by a newcomer. */
    public static final ViewId NONE = new ViewId(0, 0);

    public ViewId {
        if (epoch < 0 || seq < 0) {
            throw new IllegalArgumentException("a view id must not be negative: " + epoch + "." + seq);
        }
    }

    public static ViewId firstOf(long epoch) {
        return new ViewId(epoch, 1);
    }

    public ViewId next() {
        return new ViewId(epoch, Math.incrementExact(seq));
    }

    public boolean newerThan(ViewId other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(ViewId other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Integer.compare(seq, other.seq);
    }

    @Override
    public String toString() {
        return epoch + "." + seq;
    }
}
