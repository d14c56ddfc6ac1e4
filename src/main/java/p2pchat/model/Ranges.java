package p2pchat.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of message numbers of one author as sorted, disjoint, non-adjacent closed ranges. Stays small for a long
 * history and records gaps.
 */
public record Ranges(List<Range> ranges) {

    /** Limit on the wire, where more are truncated; a peer that claims too little is only sent too much. */
    public static final int MAX_RANGES = 1_024;

    public static final Ranges NONE = new Ranges(List.of());

    /** A closed range. */
    public record Range(long from, long to) {
        public Range {
            if (from < 1 || to < from || to > MessageKey.MAX_SEQ) {
                throw new IllegalArgumentException("not a range: " + from + ".." + to);
            }
        }

        public long size() {
            return to - from + 1;
        }
    }

    public Ranges {
        ranges = List.copyOf(ranges);
        for (int i = 1; i < ranges.size(); i++) {
            if (ranges.get(i).from() <= ranges.get(i - 1).to() + 1) {
                throw new IllegalArgumentException("ranges must be sorted and disjoint: " + ranges);
            }
        }
    }

    public static Ranges upTo(long last) {
        return last < 1 ? NONE : new Ranges(List.of(new Range(1, last)));
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    public long size() {
        return ranges.stream().mapToLong(Range::size).sum();
    }

    /** Returns the highest number, or 0 if the set is empty. */
    public long last() {
        return ranges.isEmpty() ? 0 : ranges.get(ranges.size() - 1).to();
    }

    /** Returns the highest number below which none is missing, or 0 if number 1 is missing. */
    public long contiguous() {
        return ranges.isEmpty() || ranges.get(0).from() > 1 ? 0 : ranges.get(0).to();
    }

    public boolean contains(long seq) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Range range = ranges.get(middle);
            if (seq < range.from()) {
                high = middle - 1;
            } else if (seq > range.to()) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    public Ranges with(long seq) {
        return contains(seq) ? this : with(new Range(seq, seq));
    }

    public Ranges with(Range added) {
        if (ranges.isEmpty() || added.from() > last() + 1) { // the common case: a new one at the end
            List<Range> longer = new ArrayList<>(ranges);
            longer.add(added);
            return new Ranges(longer);
        }
        if (ranges.size() == 1 && added.from() == last() + 1) { // and so is a log without gaps
            return new Ranges(List.of(new Range(ranges.get(0).from(), added.to())));
        }
        List<Range> merged = new ArrayList<>(ranges.size() + 1);
        long from = added.from();
        long to = added.to();
        int i = 0;
        for (; i < ranges.size() && ranges.get(i).to() + 1 < from; i++) {
            merged.add(ranges.get(i));
        }
        for (; i < ranges.size() && ranges.get(i).from() <= to + 1; i++) {
            from = Math.min(from, ranges.get(i).from());
            to = Math.max(to, ranges.get(i).to());
        }
        merged.add(new Range(from, to));
        merged.addAll(ranges.subList(i, ranges.size()));
        return new Ranges(merged);
    }

    public Ranges union(Ranges other) {
        Ranges all = this;
        for (Range range : other.ranges) {
            all = all.with(range);
        }
        return all;
    }

    /** Returns the numbers of {@code start}..{@code last} that are not in the set. */
    public Ranges missing(long start, long last) {
        List<Range> gaps = new ArrayList<>();
        long next = Math.max(start, 1);
        for (Range range : ranges) {
            if (range.from() > last) {
                break;
            }
            if (range.from() > next) {
                gaps.add(new Range(next, range.from() - 1));
            }
            next = Math.max(next, range.to() + 1);
        }
        if (next <= last) {
            gaps.add(new Range(next, last));
        }
        return new Ranges(gaps);
    }

    /** Returns the difference. */
    public Ranges minus(Ranges other) {
        if (isEmpty() || other.isEmpty()) {
            return this;
        }
        List<Range> left = new ArrayList<>();
        for (Range range : ranges) {
            left.addAll(other.missing(range.from(), range.to()).ranges);
        }
        return new Ranges(left);
    }

    /** Returns the intersection. */
    public Ranges and(Ranges other) {
        return minus(minus(other));
    }

    /** Returns at most {@code count} of the lowest numbers. */
    public Ranges first(long count) {
        List<Range> kept = new ArrayList<>();
        long left = count;
        for (Range range : ranges) {
            if (left <= 0) {
                break;
            }
            long to = Math.min(range.to(), range.from() + left - 1);
            kept.add(new Range(range.from(), to));
            left -= to - range.from() + 1;
        }
        return new Ranges(kept);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (Range range : ranges) {
            text.append(text.length() > 1 ? "," : "").append(range.from());
            if (range.to() > range.from()) {
                text.append('-').append(range.to());
            }
        }
        return text.append('}').toString();
    }
}
