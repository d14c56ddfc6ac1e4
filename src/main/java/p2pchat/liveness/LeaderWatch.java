package p2pchat.liveness;

import java.time.Duration;
import java.util.random.RandomGenerator;
import p2pchat.liveness.Liveness.Effect;
import p2pchat.liveness.Liveness.Timer;
import p2pchat.liveness.PingAnswer.Pong;
import p2pchat.liveness.PingTracker.Purpose;
import p2pchat.model.Leader;
import p2pchat.model.Stint;
import p2pchat.model.Uid;

/**
 * A member's watch over its leader (M6).
 *
 * <pre>
 *             patience over               no pong                 no member reaches it
 *   PATIENT ─────────────────► PINGING ─────────────► VERIFYING ──────────────────────► reports LeaderLost
 *      ▲  ▲        pong           │                    ▲     │
 *      │  └───────────────────────┘    connection lost │     │ a member reaches it
 *      │                               (any state) ────┘     │
 *      └─────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>The patience is random, and any valid frame of the leader itself restarts it. Frames do not restart the timer; when
 * it fires, it checks whether the patience is really over.
 */
final class LeaderWatch extends Watch {

    private final Leader leader;
    private long startedAt;
    private long patienceEnds;
    private long pingedAt;
    private boolean fresh;
    private boolean suspected;

    LeaderWatch(PingTracker tracker, Leader leader) {
        super(tracker);
        this.leader = leader;
    }

    @Override
    void start(long now, RandomGenerator random) {
        startedAt = now;
        pingedAt = now;
        patienceEnds = now + patience(random);
        schedule(now);
        reportFreshness(now);
    }

    /** Repeats the freshness, because the election forgot what was reported for the old stint. */
    @Override
    void newStint(long now) {
        tracker.report(new LivenessReport.LeaderFresh(stint(), fresh));
    }

    @Override
    void tick(long now) {
        reportFreshness(now);
    }

    @Override
    void heard(long now, RandomGenerator random, Uid from) {
        if (!isLeader(from)) {
            return;
        }
        patienceEnds = now + patience(random);
        if (suspected) {
            tracker.stopVerifying(leader.uid());
            suspect(false, now);
            schedule(now);
        }
        reportFreshness(now);
    }

    @Override
    void patienceOver(long now) {
        if (suspected || tracker.isCalling(Purpose.HEARTBEAT, leader.uid())) {
            return;
        }
        if (now < due()) {
            schedule(now);
        } else {
            ping(now);
        }
    }

    @Override
    void probe(long now) {
        if (!suspected && !tracker.isCalling(Purpose.HEARTBEAT, leader.uid())) {
            ping(now);
        }
    }

    @Override
    void ponged(long now, Uid from, Pong pong) {
        if (isLeader(from)) {
            ponged(now, pong, true);
        }
    }

    private void ponged(long now, Pong pong, boolean direct) {
        boolean denies = !pong.leading() || pong.view().epoch() < stint().view().epoch() || (direct && !pong.member());
        if (denies) {
            tracker.report(new LivenessReport.LeaderDenies(stint()));
        } else {
            schedule(now);
        }
    }

    /** Stays with the leader: the fault is between it and this node. The election of others is not stopped by that. */
    @Override
    void reachedThroughOthers(long now, RandomGenerator random, Uid suspect, Pong pong) {
        tracker.stopVerifying(leader.uid());
        suspect(false, now);
        patienceEnds = now + patience(random);
        ponged(now, pong, false);
    }

    @Override
    void pingFailed(long now, RandomGenerator random, Uid uid) {
        suspect(true, now);
        tracker.verify(Verification.Purpose.LEADER, leader, false, random);
    }

    @Override
    void connectionLost(long now, RandomGenerator random, Uid uid) {
        if (isLeader(uid)) {
            tracker.dropCalls(Purpose.HEARTBEAT, leader.uid());
            suspect(true, now);
            tracker.verify(Verification.Purpose.LEADER, leader, true, random);
            reportFreshness(now);
        }
    }

    @Override
    void lost(Uid suspect) {
        tracker.report(new LivenessReport.LeaderLost(stint()));
    }

    @Override
    void lagged(long now, RandomGenerator random) {
        suspect(false, now);
        patienceEnds = now + patience(random);
        schedule(now);
    }

    private void ping(long now) {
        pingedAt = now;
        tracker.ping(Purpose.HEARTBEAT, leader);
    }

    private void schedule(long now) {
        tracker.add(new Effect.Schedule(Timer.PATIENCE, Math.max(1, due() - now)));
    }

    private long due() {
        return Math.min(patienceEnds, pingedAt + tracker.settings.maxPingPause());
    }

    private void reportFreshness(long now) {
        Contacts.Contact contact = tracker.contacts.of(leader.uid());
        boolean isFresh = !contact.disconnected && now - contact.heardAt <= tracker.settings.longPatience();
        if (isFresh != fresh) {
            fresh = isFresh;
            tracker.report(new LivenessReport.LeaderFresh(stint(), fresh));
        }
    }

    private void suspect(boolean isSuspected, long now) {
        if (suspected != isSuspected) {
            suspected = isSuspected;
            long heardAt = Math.max(startedAt, tracker.contacts.of(leader.uid()).heardAt);
            Duration silence = suspected ? Duration.ofMillis(Math.max(0, now - heardAt)) : Duration.ZERO;
            tracker.report(new LivenessReport.LeaderSuspected(stint(), suspected, silence));
        }
    }

    private boolean isLeader(Uid uid) {
        return leader.uid().equals(uid);
    }

    private Stint stint() {
        return tracker.snapshot().stint();
    }

    private long patience(RandomGenerator random) {
        long shortest = tracker.settings.shortPatience();
        return shortest + random.nextLong(tracker.settings.longPatience() - shortest);
    }
}
