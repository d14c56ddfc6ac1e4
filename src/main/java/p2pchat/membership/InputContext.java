package p2pchat.membership;

import java.util.random.RandomGenerator;

/** What the world outside lends to one input: the time in milliseconds, and chance. */
record InputContext(long now, RandomGenerator random) {}
