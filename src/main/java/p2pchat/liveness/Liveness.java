package p2pchat.liveness;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import p2pchat.liveness.PingAnswer.Pong;
import p2pchat.liveness.Switchboard.Call;
import p2pchat.liveness.Switchboard.Purpose;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.Refusal;
import p2pchat.model.Role;
import p2pchat.model.Standing;
import p2pchat.model.Stint;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/**
 * Who is heard. It watches for the stint it was told of, and reports with it; it never changes a role.
 *
 * <pre>
 *   MEMBER      {@link LeaderWatch}    patience, ping, verify: is my leader there, and does it lead me?
 *   LEADER      {@link MemberWatch}    who has fallen silent?
 *   ELECTING    {@link CandidatePoll}  how many do I hear?
 *   RECOVERING  nothing of its own; {@link #verify} on request
 *   every role  answers pings, pings for others, fetches newer views, notices its own pauses (H6)
 * </pre>
 *
 * <p>Mutable, for it notes every frame that arrives. Not thread-safe: its actor owns it. Time is in milliseconds of a
 * clock that only runs forward.
 */
public final class Liveness {

    /** The pulse of the machine itself: finds its own pauses and everybody's silence. */
    private static final long TICK_MILLIS = 250;

    /** A timer this late means that this process, not its peers, stood still (H6). */
    private static final long LAG_MILLIS = 600;

    /** The wall clock ran on while the timers' clock stood: the machine was suspended (H6). */
    private static final long SUSPENDED_MILLIS = 2_000;

    /** A newer view is asked for at most so often. */
    private static final long FETCH_EVERY_MILLIS = 300;

    /** A member that is behind is shown our view at most so often. */
    private static final long SHOW_EVERY_MILLIS = 1_000;

    /** The timers. */
    public enum Timer {
        TICK,
        PATIENCE
    }

    /** What the caller performs, in order. */
    public sealed interface Effect {
        /**
         * A ping; its end is told by {@link #ponged} or {@link #failed}, the latter at once where the connection is
         * refused.
         *
         * @param timeoutMillis from the moment it is sent
         * @param afterMillis how long to wait before sending it
         */
        record Send(long ticket, Leader to, Ping ping, long timeoutMillis, long afterMillis) implements Effect {}

        /** Answers the ping that came with this ticket. */
        record Answer(long ticket, PingAnswer answer) implements Effect {}

        record Schedule(Timer timer, long delayMillis) implements Effect {}

        record Cancel(Timer timer) implements Effect {}

        record Report(LivenessReport report) implements Effect {}
    }

    /**
     * What the directory learns from {@link #confirmed}.
     *
     * @param leading whether this very incarnation leads that very epoch now
     * @param heard itself and the members it completed a round trip with lately (H2)
     */
    public record Confirmed(boolean leading, int heard) {}

    private final Switchboard board;
    private Optional<LeaderWatch> leaderWatch = Optional.empty();
    private Optional<MemberWatch> memberWatch = Optional.empty();
    private Optional<CandidatePoll> poll = Optional.empty();
    private long tickDue;
    private long clockOffset;
    private long fetchedAt = Contacts.NEVER;

    public Liveness(LivenessSettings settings) {
        this.board = new Switchboard(settings);
    }

    public List<Effect> start(long now, long wallClock) {
        clockOffset = wallClock - now;
        scheduleTick(now);
        return board.drain();
    }

    /** This node stands elsewhere now. The same watch goes on where leader and epoch are the same. */
    public List<Effect> stand(long now, RandomGenerator random, Standing standing) {
        Optional<Standing> before = board.known();
        board.stand(standing);
        if (before.filter(old -> old.stint().equals(standing.stint())).isEmpty()) {
            boolean sameWatch = before.filter(old -> sameWatch(old, standing)).isPresent();
            if (sameWatch) {
                leaderWatch.ifPresent(LeaderWatch::newStint);
            } else {
                board.dropOwnCalls();
                board.add(new Effect.Cancel(Timer.PATIENCE));
                startWatch(now, random, standing);
            }
            memberWatch.ifPresent(watch -> watch.viewChanged(now));
        }
        return board.drain();
    }

    private static boolean sameWatch(Standing old, Standing now) {
        boolean watching = now.role() == Role.MEMBER || now.role() == Role.LEADER;
        return watching
                && old.role() == now.role()
                && old.leader().equals(now.leader())
                && old.viewId().epoch() == now.viewId().epoch();
    }

    private void startWatch(long now, RandomGenerator random, Standing standing) {
        leaderWatch = standing.role() == Role.MEMBER
                ? standing.leader().map(leader -> new LeaderWatch(board, leader))
                : Optional.empty();
        memberWatch = standing.leading() ? Optional.of(new MemberWatch(board)) : Optional.empty();
        poll = standing.role() == Role.ELECTING ? Optional.of(new CandidatePoll(board)) : Optional.empty();
        leaderWatch.ifPresent(watch -> watch.start(now, random));
        poll.ifPresent(round -> round.start(now));
    }

    public List<Effect> timer(long now, long wallClock, RandomGenerator random, Timer timer) {
        switch (timer) {
            case TICK -> tick(now, wallClock, random);
            case PATIENCE -> leaderWatch.ifPresent(watch -> watch.patienceTimer(now));
        }
        return board.drain();
    }

    private void tick(long now, long wallClock, RandomGenerator random) {
        boolean suspended = wallClock - now - clockOffset > SUSPENDED_MILLIS;
        clockOffset = wallClock - now;
        if (now - tickDue > LAG_MILLIS || suspended) {
            lagged(now, random, suspended);
        }
        scheduleTick(now);
        leaderWatch.ifPresent(watch -> watch.tick(now));
        memberWatch.ifPresent(watch -> watch.tick(now));
        poll.ifPresent(round -> round.tick(now));
    }

    private void lagged(long now, RandomGenerator random, boolean suspended) {
        board.contacts.forgiveSilence(now);
        board.verifications.stream()
                .filter(running -> running.purpose == Verification.Purpose.REQUEST)
                .forEach(running ->
                        board.report(new LivenessReport.Verified(running.stint, running.suspect.uid(), true)));
        board.dropOwnCalls();
        leaderWatch.ifPresent(watch -> watch.lagged(now, random));
        board.known()
                .ifPresent(standing -> board.report(
                        suspended
                                ? new LivenessReport.Resumed(standing.stint())
                                : new LivenessReport.Lagged(standing.stint())));
    }

    /** A valid frame came, of whatever kind but a ping. */
    public List<Effect> heard(long now, RandomGenerator random, Frame frame) {
        board.known().ifPresent(standing -> note(now, random, frame));
        return board.drain();
    }

    private void note(long now, RandomGenerator random, Frame frame) {
        Contacts.Contact contact = board.contacts.of(frame.from());
        if (frame.answer()) {
            contact.roundTrip(now);
        } else {
            contact.heard(now);
        }
        leaderWatch
                .filter(watch -> watch.leader.uid().equals(frame.from()))
                .ifPresent(watch -> watch.heard(now, random));
        memberWatch.ifPresent(watch -> board.stopVerifying(frame.from()));
        frame.view().ifPresent(view -> compare(now, frame.from(), view, frame.answer()));
    }

    private void compare(long now, Uid from, ViewId view, boolean answer) {
        Standing standing = board.standing();
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

    /** A ping came in. */
    public List<Effect> pinged(long now, RandomGenerator random, long ticket, Header header, Ping ping) {
        Optional<Standing> standing = board.known();
        if (standing.isEmpty() || standing.get().role() == Role.LEFT) {
            board.add(new Effect.Answer(ticket, new PingAnswer.Refused(Refusal.notMember())));
        } else if (header.misses(standing.get().uid())) {
            board.add(new Effect.Answer(ticket, new PingAnswer.Refused(Refusal.wrongTarget())));
        } else {
            note(now, random, new Frame(header.uid(), Optional.of(header.view()), false));
            if (ping instanceof Ping.Direct direct) {
                Contacts.Contact contact = board.contacts.of(header.uid());
                if (direct.lastPong() > 0 && direct.lastPong() == contact.pongSent) {
                    contact.roundTrip(now);
                }
                contact.pongSent = direct.number();
                board.add(new Effect.Answer(ticket, pong(standing.get(), header)));
            } else if (ping instanceof Ping.Indirect indirect) {
                pingFor(ticket, indirect.target());
            }
        }
        return board.drain();
    }

    private void pingFor(long ticket, MemberId target) {
        board.standing()
                .find(target.uid())
                .ifPresentOrElse(
                        to -> board.help(to, ticket),
                        () -> board.add(new Effect.Answer(ticket, new PingAnswer.Unreached())));
    }

    private static Pong pong(Standing standing, Header pinger) {
        boolean member = pinger.sender()
                .filter(id -> standing.view().filter(view -> view.contains(id)).isPresent())
                .isPresent();
        return new Pong(
                standing.viewId(),
                member,
                standing.leading(),
                standing.role() == Role.ELECTING ? Optional.empty() : standing.leader(),
                standing.view().filter(view -> view.id().newerThan(pinger.view())));
    }

    /** The directory asks before it gives the lead away (M7). A plain question: it changes nothing. */
    public Confirmed confirmed(long now, MemberId leader, long epoch) {
        boolean leading = board.known()
                .filter(Standing::leading)
                .filter(standing ->
                        standing.uid().equals(leader.uid()) && standing.viewId().epoch() == epoch)
                .isPresent();
        List<Uid> members = board.known().map(Standing::others).orElse(List.of()).stream()
                .map(Member::uid)
                .toList();
        return new Confirmed(
                leading, 1 + board.contacts.countRoundTripsSince(now - board.settings.heardWindow(), members));
    }

    /** A ping of ours was answered. */
    public List<Effect> ponged(long now, RandomGenerator random, long ticket, PingAnswer answer) {
        if (answer instanceof Pong pong) {
            board.close(ticket).ifPresent(call -> reached(now, random, ticket, call, pong));
        } else {
            board.close(ticket).ifPresent(call -> unreached(now, random, ticket, call));
        }
        return board.drain();
    }

    /** A ping of ours got no answer in time, or its connection was refused. */
    public List<Effect> failed(long now, RandomGenerator random, long ticket) {
        board.close(ticket).ifPresent(call -> unreached(now, random, ticket, call));
        return board.drain();
    }

    private void reached(long now, RandomGenerator random, long ticket, Call call, Pong pong) {
        Uid uid = call.to().uid();
        boolean direct = call.about().isEmpty();
        if (direct) {
            Contacts.Contact contact = board.contacts.of(uid);
            contact.pongReceived = Math.max(contact.pongReceived, call.number());
            note(now, random, new Frame(uid, Optional.of(pong.view()), true));
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
            leaderWatch
                    .filter(watch -> watch.leader.uid().equals(uid))
                    .ifPresent(watch -> watch.ponged(now, pong, true));
        } else if (verification.isPresent()) {
            leaderWatch.ifPresent(watch -> watch.reachedThroughOthers(now, pong, random));
            memberWatch.ifPresent(
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

    private void unreached(long now, RandomGenerator random, long ticket, Call call) {
        Uid uid = call.to().uid();
        switch (call.purpose()) {
            case HELP -> board.add(new Effect.Answer(call.asker(), new PingAnswer.Unreached()));
            case POLL -> poll.ifPresent(round -> round.settled(now, uid));
            case PULSE -> {
                leaderWatch.ifPresent(watch -> watch.pingFailed(random));
                memberWatch.ifPresent(watch -> watch.pingFailed(uid, random));
            }
            case VERIFY ->
                board.verificationOf(ticket).filter(Verification::exhausted).ifPresent(this::givenUp);
            case FETCH -> {} // whoever knows the view will speak again
        }
    }

    private void givenUp(Verification verification) {
        board.verifications.remove(verification);
        switch (verification.purpose) {
            case LEADER -> leaderWatch.ifPresent(LeaderWatch::lost);
            case MEMBER -> memberWatch.ifPresent(watch -> watch.lost(verification));
            case REQUEST ->
                board.report(new LivenessReport.Verified(verification.stint, verification.suspect.uid(), false));
        }
    }

    /** The connection to a member broke: evidence, not yet proof. */
    public List<Effect> connectionLost(long now, RandomGenerator random, Uid uid) {
        board.contacts.of(uid).disconnected = true;
        leaderWatch
                .filter(watch -> watch.leader.uid().equals(uid))
                .ifPresent(watch -> watch.connectionLost(now, random));
        memberWatch.ifPresent(watch -> watch.connectionLost(uid, random));
        return board.drain();
    }

    /** The role machine wants proof that this one is gone; answered by a {@code Verified} report. */
    public List<Effect> verify(RandomGenerator random, Stint stint, Leader suspect) {
        if (board.known().filter(standing -> standing.stint().equals(stint)).isPresent()) {
            board.verify(Verification.Purpose.REQUEST, suspect, false, random);
        }
        return board.drain();
    }

    /** Somebody misses the leader we follow: look now. */
    public List<Effect> probe(long now) {
        leaderWatch.ifPresent(watch -> watch.probe(now));
        return board.drain();
    }

    private void scheduleTick(long now) {
        tickDue = now + TICK_MILLIS;
        board.add(new Effect.Schedule(Timer.TICK, TICK_MILLIS));
    }
}
