package p2pchat.liveness;

import java.time.Duration;

/**
 * The timing of the watches. There is one profile per kind of network; protocol 2.3 compares them.
 *
 * @param patienceMin t1: a member waits at least this long for the leader before it pings
 * @param patienceMax t2: it waits at most this long; a leader heard within t2 stops the election of another member
 * @param pingTimeout how long a ping may take; a ping of a verification may take twice as long
 * @param memberDead how long a member may be silent before the leader verifies it
 */
public record LivenessSettings(Duration patienceMin, Duration patienceMax, Duration pingTimeout, Duration memberDead) {

    /** For wide area networks and laptops. */
    public static final LivenessSettings RELAXED = ofMillis(800, 1600, 500, 4200);

    public static final LivenessSettings BALANCED = ofMillis(500, 1000, 400, 3000);

    /** For one site, and for tests. */
    public static final LivenessSettings FAST = ofMillis(300, 600, 250, 2000);

    private static LivenessSettings ofMillis(int min, int max, int ping, int dead) {
        return new LivenessSettings(
                Duration.ofMillis(min), Duration.ofMillis(max), Duration.ofMillis(ping), Duration.ofMillis(dead));
    }

    long shortPatience() {
        return patienceMin.toMillis();
    }

    long longPatience() {
        return patienceMax.toMillis();
    }

    long ping() {
        return pingTimeout.toMillis();
    }

    /**
     * Returns how long a ping of a verification may take: a helper pings with the plain timeout and needs time to answer.
     * The direct ping may take as long, because a leader whose pause ends meanwhile answers then (protocol 2.3).
     */
    long verification() {
        return 2 * pingTimeout.toMillis();
    }

    /** Returns how old a round trip may be to count as heard: 2·t2 (H2). */
    long heardWindow() {
        return 2 * patienceMax.toMillis();
    }

    /**
     * Returns the longest pause between two pings, however many frames the leader sends. A ping closes the leader's round
     * trips, which count for 2·t2, so it is sent twice as often.
     */
    long maxPingPause() {
        return patienceMax.toMillis();
    }
}
