package p2pchat.chat;

import p2pchat.model.Ranges;
import p2pchat.model.Ranges.Range;

/**
 * Numbers of own messages: those in the log, and gaps. A gap is a number that was skipped because its message was lost
 * when a backup was restored and no member has it (H11). It can never be sent, so nothing may wait for it.
 *
 * <p>Part of the {@link Outbox}; deterministic.
 */
final class OwnSequence {

    private long last;
    /** Messages in the log when it was last read. */
    private Ranges atLastRead;

    private Ranges gaps;

    OwnSequence(Ranges held) {
        this.last = held.last();
        this.atLastRead = held;
        this.gaps = held.missing(1, last);
    }

    /** Returns the number of the newest message. */
    long last() {
        return last;
    }

    Ranges gaps() {
        return gaps;
    }

    void written(long seq) {
        if (seq > last + 1) {
            gaps = gaps.with(new Range(last + 1, seq - 1));
        }
        last = seq;
    }

    /** Accepts what the log held, possibly before the latest writes. Returns what it lacked at the previous read. */
    Ranges logRead(Ranges held) {
        Ranges restored = held.minus(atLastRead);
        Ranges beyond = gaps.minus(Ranges.upTo(held.last()));
        gaps = held.missing(1, held.last()).union(beyond);
        atLastRead = held;
        last = Math.max(last, held.last());
        return restored;
    }
}
