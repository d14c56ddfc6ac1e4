package p2pchat.liveness;

import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import p2pchat.liveness.PingAnswer.Pong;
import p2pchat.liveness.PingTracker.Purpose;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;

/** The leader's watch over its members. A member silent for {@code memberDead} is pinged, verified, then reported (H8). */
final class MemberWatch extends Watch {

    private final Set<Uid> watched = new TreeSet<>();
    private Set<NodeId> silent = Set.of();

    MemberWatch(PingTracker tracker) {
        super(tracker);
    }

    @Override
    void start(long now, RandomGenerator random) {
        newStint(now);
    }

    /** Starts new members with a clean record. */
    @Override
    void newStint(long now) {
        Set<Uid> current = new TreeSet<>();
        for (Member member : tracker.snapshot().others()) {
            current.add(member.uid());
            if (!watched.contains(member.uid())) {
                tracker.contacts.of(member.uid()).heardAt = now;
                tracker.contacts.of(member.uid()).throughOthers = false;
            }
        }
        watched.removeIf(uid -> !current.contains(uid));
        watched.addAll(current);
        tracker.verifications.removeIf(running -> !watched.contains(running.suspect.uid()));
    }

    @Override
    void tick(long now) {
        for (Member member : tracker.snapshot().others()) {
            Uid uid = member.uid();
            boolean isSilent = now - tracker.contacts.of(uid).heardAt
                    > tracker.settings.memberDead().toMillis();
            if (isSilent && !tracker.isVerifying(uid) && !tracker.isCalling(Purpose.HEARTBEAT, uid)) {
                tracker.ping(Purpose.HEARTBEAT, Leader.of(member));
            }
        }
        reportSilent(now);
    }

    /** A member pings twice within the window that counts as heard, so one lost ping reports no member. */
    private void reportSilent(long now) {
        Set<NodeId> found = new TreeSet<>();
        for (Member member : tracker.snapshot().others()) {
            Contacts.Contact contact = tracker.contacts.of(member.uid());
            if (contact.throughOthers || now - contact.heardAt > tracker.settings.heardWindow()) {
                found.add(member.node());
            }
        }
        if (!found.equals(silent)) {
            silent = found;
            tracker.report(new LivenessReport.MembersSilent(tracker.snapshot().stint(), found));
        }
    }

    @Override
    void heard(long now, RandomGenerator random, Uid from) {
        tracker.stopVerifying(from);
    }

    @Override
    void connectionLost(long now, RandomGenerator random, Uid uid) {
        verify(uid, random, true);
    }

    @Override
    void pingFailed(long now, RandomGenerator random, Uid uid) {
        verify(uid, random, false);
    }

    /** A member that is still heard is alive and only slow; busy members are not dropped. */
    @Override
    void ackOverdue(long now, RandomGenerator random, Uid uid) {
        if (now - tracker.contacts.of(uid).heardAt > tracker.settings.heardWindow()) {
            verify(uid, random, false);
        }
    }

    @Override
    void reachedThroughOthers(long now, RandomGenerator random, Uid suspect, Pong pong) {
        tracker.contacts.of(suspect).heardAt = now;
        tracker.contacts.of(suspect).throughOthers = true;
        tracker.stopVerifying(suspect);
    }

    @Override
    void lost(Uid suspect) {
        tracker.snapshot()
                .view()
                .flatMap(view -> view.member(suspect))
                .ifPresent(member -> tracker.report(
                        new LivenessReport.MemberLost(tracker.snapshot().stint(), member.id())));
    }

    private void verify(Uid uid, RandomGenerator random, boolean connectionLost) {
        tracker.snapshot()
                .view()
                .flatMap(view -> view.member(uid))
                .ifPresent(member ->
                        tracker.verify(Verification.Purpose.MEMBER, Leader.of(member), connectionLost, random));
    }
}
