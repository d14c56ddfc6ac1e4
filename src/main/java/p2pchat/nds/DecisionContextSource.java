package p2pchat.nds;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Provides time and randomness, which tests replace.
 *
 * <p>Threading: the actors of all networks share it, so each part must be thread-safe.
 *
 * @param now monotonic, in milliseconds
 * @param wallClock milliseconds since 1970
 */
public record DecisionContextSource(LongSupplier now, LongSupplier wallClock, RandomGenerator random) {}
