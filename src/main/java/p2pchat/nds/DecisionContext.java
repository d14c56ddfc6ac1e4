package p2pchat.nds;

import java.util.random.RandomGenerator;

/**
 * The external inputs of a decision.
 *
 * @param now monotonic, in milliseconds
 * @param wallClock milliseconds since 1970
 */
record DecisionContext(long now, long wallClock, RandomGenerator random) {}
