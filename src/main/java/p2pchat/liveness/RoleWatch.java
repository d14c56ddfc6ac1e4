package p2pchat.liveness;

import java.util.Optional;
import java.util.random.RandomGenerator;
import p2pchat.liveness.Liveness.Effect;
import p2pchat.liveness.Liveness.Timer;
import p2pchat.liveness.PingAnswer.Pong;
import p2pchat.liveness.PingTracker.Call;
import p2pchat.liveness.PingTracker.Purpose;
import p2pchat.model.Member;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.Role;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** The watch that the present role calls for, and what every frame and every ping's end mean to it. */
final class RoleWatch {

    /** A newer view is asked for at most so often. */
    private static final long FETCH_EVERY_MILLIS = 300;

    /** A member that is behind is shown our view at most so often. */
    private static final long SHOW_EVERY_MILLIS = 1_000;

    private final PingTracker board;
    private Optional<LeaderWatch> leader = Optional.empty();
    private Optional<MemberWatch> members = Optional.empty();
    private Optional<CandidatePoll> poll = Optional.empty();
    private long fetchedAt = Contacts.NEVER;

    RoleWatch(PingTracker board) {
        this.board = board;
    }

    /** The same watch goes on where leader and epoch are the same. */
    void stand(long now, RandomGenerator random, MembershipSnapshot standing) {
        Optional<MembershipSnapshot> before = board.known();
        board.stand(standing);
        if (before.filter(old -> old.stint().equals(standing.stint())).isPresent()) {
            return;
        }
        if (before.filter(old -> sameWatch(old, standing)).isPresent()) {
            leader.ifPresent(LeaderWatch::newStint);
        } else {
            board.dropOwnCalls();
            board.add(new Effect.Cancel(Timer.PATIENCE));
            startWatch(now, random, standing);
        }
        members.ifPresent(watch -> watch.viewChanged(now));
    }

    private static boolean sameWatch(MembershipSnapshot old, MembershipSnapshot now) {
        boolean watching = now.role() == Role.MEMBER || now.role() == Role.LEADER;
        return watching
                && old.role() == now.role()
                && old.leader().equals(now.leader())
                && old.viewId().epoch() == now.viewId().epoch();
    }

    private void startWatch(long now, RandomGenerator random, MembershipSnapshot standing) {
        leader = standing.role() == Role.MEMBER
                ? standing.leader().map(leader -> new LeaderWatch(board, leader))
                : Optional.empty();
        members = standing.leading() ? Optional.of(new MemberWatch(board)) : Optional.empty();
        poll = standing.role() == Role.ELECTING ? Optional.of(new CandidatePoll(board)) : Optional.empty();
        leader.ifPresent(watch -> watch.start(now, random));
        poll.ifPresent(round -> round.start(now));
    }

    void tick(long now) {
        leader.ifPresent(watch -> watch.tick(now));
        members.ifPresent(watch -> watch.tick(now));
        poll.ifPresent(round -> round.tick(now));
    }

    void patienceTimer(long now) {
        leader.ifPresent(watch -> watch.patienceTimer(now));
    }

    void lagged(long now, RandomGenerator random) {
        leader.ifPresent(watch -> watch.lagged(now, random));
    }

    void probe(long now) {
        leader.ifPresent(watch -> watch.probe(now));
    }

    void connectionLost(long now, RandomGenerator random, Uid uid) {
        leader.filter(watch -> watch.leader.uid().equals(uid)).ifPresent(watch -> watch.connectionLost(now, random));
        members.ifPresent(watch -> watch.connectionLost(uid, random));
    }

    void doubted(long now, RandomGenerator random, Uid uid) {
        members.ifPresent(watch -> watch.doubted(now, uid, random));
    }

    void heard(long now, RandomGenerator random, HeardFrom frame) {
        Contacts.Contact contact = board.contacts.of(frame.from());
        if (frame.answer()) {
            contact.roundTrip(now);
        } else {
            contact.heard(now);
        }
        leader.filter(watch -> watch.leader.uid().equals(frame.from())).ifPresent(watch -> watch.heard(now, random));
        members.ifPresent(watch -> board.stopVerifying(frame.from()));
        frame.view().ifPresent(view -> compare(now, frame.from(), view, frame.answer()));
    }

    private void compare(long now, Uid from, ViewId view, boolean answer) {
        MembershipSnapshot standing = board.standing();
        if (view.newerThan(standing.viewId()) && now - fetchedAt >= FETCH_EVERY_MILLIS) {
            standing.find(from).or(standing::leader).ifPresent(to -> {
                fetchedAt = now;
                board.ping(Purpose.FETCH, to, 0);
            });
        }
        Contacts.Contact contact = board.contacts.of(from);
        if (answer && standing.viewId().newerThan(view) && now - contact.shownAt >= SHOW_EVERY_MILLIS) {
            standing.view().flatMap(held -> held.member(from)).map(Member::id).ifPresent(member -> {
                contact.shownAt = now;
                board.report(new LivenessReport.Behind(member));
            });
        }
    }

    void reached(long now, RandomGenerator random, long ticket, Call call, Pong pong) {
        Uid uid = call.to().uid();
        boolean direct = call.about().isEmpty();
        if (direct) {
            Contacts.Contact contact = board.contacts.of(uid);
            contact.pongReceived = Math.max(contact.pongReceived, call.number());
            heard(now, random, new HeardFrom(uid, Optional.of(pong.view()), true));
        }
        pong.newer().ifPresent(view -> seen(view, uid, direct && pong.leading()));
        Optional<Verification> verification = board.verificationOf(ticket);
        if (call.purpose() == Purpose.HELP) {
            board.add(new Effect.Answer(call.asker(), pong));
        } else if (verification.isPresent() && verification.get().purpose == Verification.Purpose.REQUEST) {
            board.stopVerifying(verification.get().suspect.uid());
            board.report(new LivenessReport.Verified(
                    verification.get().stint, verification.get().suspect.uid(), true));
        } else if (direct) {
            leader.filter(watch -> watch.leader.uid().equals(uid)).ifPresent(watch -> watch.ponged(now, pong, true));
        } else if (verification.isPresent()) {
            leader.ifPresent(watch -> watch.reachedThroughOthers(now, pong, random));
            members.ifPresent(
                    watch -> watch.reachedThroughOthers(now, call.about().get()));
        }
        if (call.purpose() == Purpose.POLL) {
            poll.ifPresent(round -> round.settled(now, uid));
        }
    }

    private void seen(View view, Uid from, boolean leading) {
        board.report(new LivenessReport.ViewSeen(
                view, leading && view.leaderMember().uid().equals(from)));
    }

    void unreached(long now, RandomGenerator random, long ticket, Call call) {
        Uid uid = call.to().uid();
        switch (call.purpose()) {
            case HELP -> board.add(new Effect.Answer(call.asker(), new PingAnswer.Unreached()));
            case POLL -> poll.ifPresent(round -> round.settled(now, uid));
            case PULSE -> {
                leader.ifPresent(watch -> watch.pingFailed(now, random));
                members.ifPresent(watch -> watch.pingFailed(uid, random));
            }
            case VERIFY ->
                board.verificationOf(ticket).filter(Verification::exhausted).ifPresent(this::givenUp);
            case FETCH -> {} // whoever knows the view will speak again
        }
    }

    private void givenUp(Verification verification) {
        board.verifications.remove(verification);
        switch (verification.purpose) {
            case LEADER -> leader.ifPresent(LeaderWatch::lost);
            case MEMBER -> members.ifPresent(watch -> watch.lost(verification));
            case REQUEST ->
                board.report(new LivenessReport.Verified(verification.stint, verification.suspect.uid(), false));
        }
    }
}
