package p2pchat.liveness;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import p2pchat.liveness.PingTracker.Purpose;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.Uid;

/**
 * The candidate's poll: pings all members seen in this epoch, dropped ones too. The directory compares how many members
 * the candidate hears with how many the old leader hears (H2).
 */
final class CandidatePoll extends Watch {

    private final Set<Uid> open = new TreeSet<>();
    private long polledAt;
    private int reported;

    CandidatePoll(PingTracker tracker) {
        super(tracker);
    }

    @Override
    void start(long now, RandomGenerator random) {
        poll(now, tracker.headStart());
        tracker.snapshot().electorate().stream()
                .map(Member::uid)
                .filter(uid -> !isSuspect(uid))
                .forEach(open::add);
        reportWhenComplete(now);
    }

    /** Repeats the poll while the election lasts, because round trips grow old. */
    @Override
    void tick(long now) {
        if (now - polledAt >= tracker.settings.shortPatience()) {
            poll(now, 0);
        }
    }

    @Override
    void polled(long now, Uid uid) {
        open.remove(uid);
        reportWhenComplete(now);
    }

    private void poll(long now, long delayMillis) {
        polledAt = now;
        for (Member member : tracker.snapshot().electorate()) {
            tracker.ping(Purpose.POLL, Leader.of(member), delayMillis);
        }
    }

    private void reportWhenComplete(long now) {
        List<Uid> electorate =
                tracker.snapshot().electorate().stream().map(Member::uid).toList();
        int heard = 1 + tracker.contacts.countRoundTripsSince(now - tracker.settings.heardWindow(), electorate);
        if (open.isEmpty() && heard != reported) {
            reported = heard;
            tracker.report(new LivenessReport.Heard(tracker.snapshot().stint(), heard));
        }
    }

    private boolean isSuspect(Uid uid) {
        return tracker.snapshot()
                .leader()
                .filter(leader -> leader.uid().equals(uid))
                .isPresent();
    }
}
