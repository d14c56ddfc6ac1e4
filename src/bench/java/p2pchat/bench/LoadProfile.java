package p2pchat.bench;

import java.time.Duration;

/**
 * What a group is put under.
 *
 * @param senders how many of the nodes talk
 * @param bytes of each message
 * @param warmUp how long before anything is measured
 * @param measured how long is measured
 */
public record LoadProfile(int nodes, int senders, int bytes, Duration warmUp, Duration measured) {}
