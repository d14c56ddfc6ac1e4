package p2pchat.bench;

import java.time.Duration;

/**
 * Load of a benchmark.
 *
 * @param senders number of nodes that send
 * @param bytes length of each message
 * @param warmUp time to run before measuring
 * @param measured time to measure
 */
public record LoadProfile(int nodes, int senders, int bytes, Duration warmUp, Duration measured) {}
