package p2pchat.nds;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The external inputs of a decision.
 *
 * @param now monotonic, in milliseconds
 * @param wallClock milliseconds since 1970
 */
public record DecisionContext(long now, long wallClock, RandomGenerator random) {

    /** Creates contexts. The actors of all networks share it, so each part must be thread-safe. */
    public record Source(LongSupplier now, LongSupplier wallClock, RandomGenerator random) {
        DecisionContext next() {
            return new DecisionContext(now.getAsLong(), wallClock.getAsLong(), random);
        }
    }
}
