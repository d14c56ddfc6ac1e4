package p2pchat.nds;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Where time and chance come from, so that tests can say what they are.
 *
 * <p>Threading: the actors of all networks share it; each part must stand that.
 *
 * @param now monotonic, in milliseconds
 * @param wallClock milliseconds since 1970
 */
public record DecisionContextSource(LongSupplier now, LongSupplier wallClock, RandomGenerator random) {}
