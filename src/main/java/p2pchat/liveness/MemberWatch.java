package p2pchat.liveness;

import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import p2pchat.liveness.PingTracker.Purpose;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;

/**
 * The leader's watch over its members: who is silent for {@code memberDead} is pinged, then verified, then reported as
 * lost (H8).
 */
final class MemberWatch {

    private final PingTracker board;
    private final Set<Uid> watched = new TreeSet<>();
    private Set<NodeId> silent = Set.of();

    MemberWatch(PingTracker board) {
        this.board = board;
    }

    /** Who is new in the view starts with a clean record. */
    void viewChanged(long now) {
        Set<Uid> current = new TreeSet<>();
        for (Member member : board.standing().others()) {
            current.add(member.uid());
            if (!watched.contains(member.uid())) {
                board.contacts.of(member.uid()).heardAt = now;
                board.contacts.of(member.uid()).throughOthers = false;
            }
        }
        watched.removeIf(uid -> !current.contains(uid));
        watched.addAll(current);
        board.verifications.removeIf(running -> !watched.contains(running.suspect.uid()));
    }

    void tick(long now) {
        for (Member member : board.standing().others()) {
            Uid uid = member.uid();
            boolean silent = now - board.contacts.of(uid).heardAt
                    > board.settings.memberDead().toMillis();
            if (silent && !board.verifying(uid) && !board.calling(Purpose.PULSE, uid)) {
                board.ping(Purpose.PULSE, Leader.of(member), 0);
            }
        }
        tellSilent(now);
    }

    /** A member pings twice within the time that counts as heard, so nobody is named for one lost ping. */
    private void tellSilent(long now) {
        Set<NodeId> found = new TreeSet<>();
        for (Member member : board.standing().others()) {
            Contacts.Contact contact = board.contacts.of(member.uid());
            if (contact.throughOthers || now - contact.heardAt > board.settings.heardWindow()) {
                found.add(member.node());
            }
        }
        if (!found.equals(silent)) {
            silent = found;
            board.report(new LivenessReport.MembersSilent(board.standing().stint(), found));
        }
    }

    void connectionLost(Uid uid, RandomGenerator random) {
        member(uid, random, true);
    }

    void pingFailed(Uid uid, RandomGenerator random) {
        member(uid, random, false);
    }

    /** It does not acknowledge. Whoever is heard all the same lives, and is only slow: busy members are not dropped. */
    void doubted(long now, Uid uid, RandomGenerator random) {
        if (now - board.contacts.of(uid).heardAt > board.settings.heardWindow()) {
            member(uid, random, false);
        }
    }

    /** A helper reaches it. */
    void reachedThroughOthers(long now, Uid uid) {
        board.contacts.of(uid).heardAt = now;
        board.contacts.of(uid).throughOthers = true;
        board.stopVerifying(uid);
    }

    void lost(Verification verification) {
        board.standing()
                .view()
                .flatMap(view -> view.member(verification.suspect.uid()))
                .ifPresent(member -> board.report(
                        new LivenessReport.MemberLost(board.standing().stint(), member.id())));
    }

    private void member(Uid uid, RandomGenerator random, boolean connectionLost) {
        board.standing()
                .view()
                .flatMap(view -> view.member(uid))
                .ifPresent(
                        member -> board.verify(Verification.Purpose.MEMBER, Leader.of(member), connectionLost, random));
    }
}
