package p2pchat.liveness;

import java.util.random.RandomGenerator;
import p2pchat.liveness.PingAnswer.Pong;
import p2pchat.model.Uid;

/** Watches other nodes as one role requires. This one watches none. */
class Watch {

    final PingTracker tracker;

    Watch(PingTracker tracker) {
        this.tracker = tracker;
    }

    void start(long now, RandomGenerator random) {}

    /** The stint changed, but neither the leader nor the epoch. */
    void newStint(long now) {}

    void tick(long now) {}

    void patienceOver(long now) {}

    /** This process stood still (H6). */
    void lagged(long now, RandomGenerator random) {}

    /** Another member misses the leader. */
    void probe(long now) {}

    void heard(long now, RandomGenerator random, Uid from) {}

    void connectionLost(long now, RandomGenerator random, Uid uid) {}

    void ackOverdue(long now, RandomGenerator random, Uid uid) {}

    void ponged(long now, Uid from, Pong pong) {}

    /** A helper reached the suspect of a verification. */
    void reachedThroughOthers(long now, RandomGenerator random, Uid suspect, Pong pong) {}

    void pingFailed(long now, RandomGenerator random, Uid uid) {}

    /** A ping of a poll has ended, whether answered, refused or failed. */
    void polled(long now, Uid uid) {}

    /** A verification ended without a pong. */
    void lost(Uid suspect) {}
}
