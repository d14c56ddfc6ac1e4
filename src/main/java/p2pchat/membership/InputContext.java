package p2pchat.membership;

import java.util.random.RandomGenerator;

/** The time in milliseconds and the source of random numbers for one input. */
record InputContext(long now, RandomGenerator random) {}
