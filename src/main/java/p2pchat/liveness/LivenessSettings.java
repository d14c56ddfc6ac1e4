package p2pchat.liveness;

import java.time.Duration;

/**
 * How patient the watch is. One profile per kind of network; protocol 2.3 compares them.
 *
 * @param patienceMin t1: a member waits at least so long for the leader before it pings
 * @param patienceMax t2: and at most so long; also how old a pulse may be that stops another's election
 * @param pingTimeout how long a ping may take; those of a proof twice that
 * @param memberDead how long a member may be silent before the leader verifies it
 */
public record LivenessSettings(Duration patienceMin, Duration patienceMax, Duration pingTimeout, Duration memberDead) {

    /** Over wide networks, and for laptops. */
    public static final LivenessSettings RELAXED = ofMillis(800, 1600, 500, 4200);

    public static final LivenessSettings BALANCED = ofMillis(500, 1000, 400, 3000);

    /** Within one site, and for tests. */
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
     * How long a proof takes: a helper pings with the plain timeout and needs time to say so. Our own ping may take as
     * long, for a leader whose pause ends meanwhile answers then (protocol 2.3).
     */
    long proof() {
        return 2 * pingTimeout.toMillis();
    }

    /** What counts as heard: a round trip within 2·t2 (H2). */
    long heardWindow() {
        return 2 * patienceMax.toMillis();
    }

    /**
     * However busy the leader's own messages keep the line, a ping goes out at least so often: it closes the leader's
     * round trips, which are worth 2·t2, so twice as often as that.
     */
    long pingAtLeast() {
        return patienceMax.toMillis();
    }
}
