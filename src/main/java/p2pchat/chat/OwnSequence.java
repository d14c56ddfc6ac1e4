package p2pchat.chat;

import p2pchat.model.Ranges;
import p2pchat.model.Ranges.Range;

/**
 * Which of this node's own messages its log holds, and which numbers it went past without them: words of a store that was
 * put back, which nobody has any more (H11). Those are never sent, so nothing may wait for them.
 *
 * <p>Part of the {@link Outbox}; deterministic.
 */
final class OwnSequence {

    private long last;
    /** Which of them the log held when it was last looked at. */
    private Ranges seen;

    private Ranges gaps;

    OwnSequence(Ranges held) {
        this.last = held.last();
        this.seen = held;
        this.gaps = held.missing(1, last);
    }

    /** The number of the newest message. */
    long last() {
        return last;
    }

    /** The numbers up to the last one that the log does not hold. */
    Ranges gaps() {
        return gaps;
    }

    void written(long seq) {
        if (seq > last + 1) {
            gaps = gaps.with(new Range(last + 1, seq - 1));
        }
        last = seq;
    }

    /** The log was looked at, maybe before what was written since. Returns what is there and was not at the last look. */
    Ranges logRead(Ranges own) {
        Ranges back = own.minus(seen);
        Ranges beyond = gaps.minus(Ranges.upTo(own.last()));
        gaps = own.missing(1, own.last()).union(beyond);
        seen = own;
        last = Math.max(last, own.last());
        return back;
    }
}
