package p2pchat.node;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What the process provides to each of its networks.
 *
 * @param clock monotonic, in milliseconds
 * @param wallClock milliseconds since 1970
 */
public record NodeContext(
        Endpoint endpoint, Stores stores, LongSupplier clock, LongSupplier wallClock, RandomGenerator random) {}
