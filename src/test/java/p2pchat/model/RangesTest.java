package p2pchat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import p2pchat.model.Ranges.Range;

class RangesTest {

    private static final int HIGHEST = 70;

    @Test
    void behavesLikeASet() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            Ranges ranges = Ranges.NONE;
            BitSet model = new BitSet();
            for (int step = 0; step < 25; step++) {
                int from = 1 + random.nextInt(HIGHEST);
                switch (random.nextInt(3)) {
                    case 0 -> {
                        ranges = ranges.with(from);
                        model.set(from);
                    }
                    case 1 -> {
                        int to = from + random.nextInt(6);
                        ranges = ranges.with(new Range(from, to));
                        model.set(from, to + 1);
                    }
                    default -> {
                        BitSet other = random(random);
                        ranges = ranges.union(of(other));
                        model.or(other);
                    }
                }
                agree(ranges, model, random, "seed " + seed + " step " + step);
            }
        }
    }

    private static void agree(Ranges ranges, BitSet model, Random random, String where) {
        assertThat(ranges).as(where).isEqualTo(of(model));
        assertThat(ranges.size()).as(where).isEqualTo(model.cardinality());
        assertThat(ranges.isEmpty()).as(where).isEqualTo(model.isEmpty());
        assertThat(ranges.last()).as(where).isEqualTo(Math.max(0, model.length() - 1));
        assertThat(ranges.contiguous()).as(where).isEqualTo(model.nextClearBit(1) - 1);
        for (int seq = 0; seq <= HIGHEST + 8; seq++) {
            if (ranges.contains(seq) != model.get(seq)) {
                throw new AssertionError(where + ": contains " + seq + " in " + ranges);
            }
        }
        int start = random.nextInt(HIGHEST + 8);
        int last = random.nextInt(HIGHEST + 8);
        BitSet holes = new BitSet();
        if (start <= last) {
            holes.set(Math.max(1, start), last + 1);
        }
        holes.andNot(model);
        assertThat(ranges.missing(start, last))
                .as("%s: missing %d to %d of %s", where, start, last, ranges)
                .isEqualTo(of(holes));
    }

    private static BitSet random(Random random) {
        BitSet set = new BitSet();
        for (int i = random.nextInt(8); i > 0; i--) {
            set.set(1 + random.nextInt(HIGHEST));
        }
        return set;
    }

    /** Builds ranges from a bit set, without the code under test. */
    private static Ranges of(BitSet set) {
        List<Range> runs = new ArrayList<>();
        for (int from = set.nextSetBit(1); from >= 0; ) {
            int end = set.nextClearBit(from);
            runs.add(new Range(from, end - 1));
            from = set.nextSetBit(end);
        }
        return new Ranges(runs);
    }

    @Test
    void upToHasAllNumbersFromOne() {
        assertThat(Ranges.upTo(0)).isEqualTo(Ranges.NONE);
        assertThat(Ranges.upTo(-1)).isEqualTo(Ranges.NONE);
        assertThat(Ranges.upTo(3)).isEqualTo(new Ranges(List.of(new Range(1, 3))));
    }

    @Test
    void refusesUnsortedOrAdjacentRanges() {
        assertRefused(new Range(5, 6), new Range(1, 2));
        assertRefused(new Range(1, 4), new Range(3, 6));
        assertRefused(new Range(1, 4), new Range(5, 6));
        assertThat(new Ranges(List.of(new Range(1, 4), new Range(6, 6))).size()).isEqualTo(5);
    }

    private static void assertRefused(Range one, Range other) {
        assertThatThrownBy(() -> new Ranges(List.of(one, other))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limitsRangeBounds() {
        assertThatThrownBy(() -> new Range(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Range(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Range(1, Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Range(MessageKey.MAX_SEQ, MessageKey.MAX_SEQ).size()).isEqualTo(1);
        Ranges whole = Ranges.upTo(MessageKey.MAX_SEQ);
        assertThat(whole.missing(1, MessageKey.MAX_SEQ).isEmpty()).isTrue();
        assertThat(whole.with(1)).isEqualTo(whole);
    }

    @Test
    void formatsRanges() {
        assertThat(Ranges.upTo(3).with(7).with(9).with(10)).hasToString("{1-3,7,9-10}");
        assertThat(Ranges.NONE).hasToString("{}");
    }
}
