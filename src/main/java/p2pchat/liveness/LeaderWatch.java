package p2pchat.liveness;

import java.time.Duration;
import java.util.random.RandomGenerator;
import p2pchat.liveness.Liveness.Effect;
import p2pchat.liveness.Liveness.Timer;
import p2pchat.liveness.PingAnswer.Pong;
import p2pchat.liveness.PingTracker.Purpose;
import p2pchat.model.Leader;
import p2pchat.model.Stint;

/**
 * A member's watch over its leader (M6).
 *
 * <pre>
 *             patience ended              no pong                 nobody reaches it
 *   PATIENT ─────────────────► PINGING ─────────────► VERIFYING ──────────────────► reports LeaderLost
 *      ▲  ▲        pong           │                    ▲     │
 *      │  └───────────────────────┘    connection lost │     │ anybody reaches it
 *      │                               (any state) ────┘     │
 *      └─────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>The patience is random, and any valid frame of the leader itself begins it anew; the timer is not restarted for
 * each of them but looks, when it fires, whether the patience really ended.
 */
final class LeaderWatch {

    private final PingTracker board;
    final Leader leader;
    private long patienceEnds;
    private long pingedAt;
    private boolean fresh;
    private boolean suspected;
    private long startedAt;

    LeaderWatch(PingTracker board, Leader leader) {
        this.board = board;
        this.leader = leader;
    }

    void start(long now, RandomGenerator random) {
        startedAt = now;
        pingedAt = now;
        patienceEnds = now + patience(random);
        schedule(now);
        freshness(now);
    }

    void heard(long now, RandomGenerator random) {
        patienceEnds = now + patience(random);
        if (suspected) {
            board.stopVerifying(leader.uid());
            suspected(false, now);
            schedule(now);
        }
        freshness(now);
    }

    void patienceTimer(long now) {
        if (suspected || board.calling(Purpose.PULSE, leader.uid())) {
            return;
        }
        if (now < due()) {
            schedule(now);
        } else {
            ping(now);
        }
    }

    /** Somebody else misses the leader, so look now. */
    void probe(long now) {
        if (!suspected && !board.calling(Purpose.PULSE, leader.uid())) {
            ping(now);
        }
    }

    void ponged(long now, Pong pong, boolean direct) {
        boolean denies = !pong.leading() || pong.view().epoch() < stint().view().epoch() || (direct && !pong.member());
        if (denies) {
            board.report(new LivenessReport.LeaderDenies(stint()));
            return;
        }
        schedule(now);
    }

    /** A helper reaches the leader: the trouble is ours, so stay, but do not stop the election of others by it. */
    void reachedThroughOthers(long now, Pong pong, RandomGenerator random) {
        board.stopVerifying(leader.uid());
        suspected(false, now);
        patienceEnds = now + patience(random);
        ponged(now, pong, false);
    }

    void pingFailed(long now, RandomGenerator random) {
        suspected(true, now);
        board.verify(Verification.Purpose.LEADER, leader, false, random);
    }

    void connectionLost(long now, RandomGenerator random) {
        board.dropCalls(Purpose.PULSE, leader.uid());
        suspected(true, now);
        board.verify(Verification.Purpose.LEADER, leader, true, random);
        freshness(now);
    }

    void lost() {
        board.report(new LivenessReport.LeaderLost(stint()));
    }

    void tick(long now) {
        freshness(now);
    }

    /** This process stood still: void what runs, and be patient again (H6). */
    void lagged(long now, RandomGenerator random) {
        suspected(false, now);
        patienceEnds = now + patience(random);
        schedule(now);
    }

    private void ping(long now) {
        pingedAt = now;
        board.ping(Purpose.PULSE, leader, 0);
    }

    private void schedule(long now) {
        board.add(new Effect.Schedule(Timer.PATIENCE, Math.max(1, due() - now)));
    }

    private long due() {
        return Math.min(patienceEnds, pingedAt + board.settings.pingAtLeast());
    }

    private void freshness(long now) {
        Contacts.Contact contact = board.contacts.of(leader.uid());
        boolean isFresh = !contact.disconnected && now - contact.heardAt <= board.settings.longPatience();
        if (isFresh != fresh) {
            fresh = isFresh;
            board.report(new LivenessReport.LeaderFresh(stint(), fresh));
        }
    }

    /** A new stint under the same leader: Election forgot what it was told for the old one. */
    void newStint() {
        board.report(new LivenessReport.LeaderFresh(stint(), fresh));
    }

    private void suspected(boolean doubt, long now) {
        if (suspected != doubt) {
            suspected = doubt;
            long heardAt = Math.max(startedAt, board.contacts.of(leader.uid()).heardAt);
            Duration silence = doubt ? Duration.ofMillis(Math.max(0, now - heardAt)) : Duration.ZERO;
            board.report(new LivenessReport.LeaderSuspected(stint(), doubt, silence));
        }
    }

    private Stint stint() {
        return board.standing().stint();
    }

    private long patience(RandomGenerator random) {
        long shortest = board.settings.shortPatience();
        return shortest + random.nextLong(board.settings.longPatience() - shortest);
    }
}
