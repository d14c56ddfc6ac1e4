package p2pchat.liveness;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import p2pchat.liveness.PingAnswer.Pong;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.Refusal;
import p2pchat.model.Role;
import p2pchat.model.Stint;
import p2pchat.model.Uid;

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
         * @param afterMillis how long to wait before sending it, if it is {@link #wanted} then
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

    private final PingTracker board;
    private final RoleWatch watches;
    private long tickDue;
    private long clockOffset;

    public Liveness(LivenessSettings settings) {
        this.board = new PingTracker(settings);
        this.watches = new RoleWatch(board);
    }

    public List<Effect> start(long now, long wallClock) {
        clockOffset = wallClock - now;
        scheduleTick(now);
        return board.drain();
    }

    /** This node stands elsewhere now. The same watch goes on where leader and epoch are the same. */
    public List<Effect> stand(long now, RandomGenerator random, MembershipSnapshot standing) {
        watches.stand(now, random, standing);
        return board.drain();
    }

    public List<Effect> timer(long now, long wallClock, RandomGenerator random, Timer timer) {
        switch (timer) {
            case TICK -> tick(now, wallClock, random);
            case PATIENCE -> watches.patienceTimer(now);
        }
        return board.drain();
    }

    private void tick(long now, long wallClock, RandomGenerator random) {
        boolean suspended = wallClock - now - clockOffset > SUSPENDED_MILLIS;
        clockOffset = wallClock - now;
        long stoodStill = stoodStill(now);
        if (stoodStill > 0 || suspended) {
            lagged(now, random, stoodStill, suspended);
        }
        scheduleTick(now);
        watches.tick(now);
    }

    private long stoodStill(long now) {
        long late = now - tickDue;
        return late > LAG_MILLIS ? late : 0;
    }

    private void lagged(long now, RandomGenerator random, long stoodStill, boolean suspended) {
        board.contacts.forgiveSilence(now, stoodStill);
        board.verifications.stream()
                .filter(running -> running.purpose == Verification.Purpose.REQUEST)
                .forEach(running ->
                        board.report(new LivenessReport.Verified(running.stint, running.suspect.uid(), true)));
        board.dropOwnCalls();
        watches.lagged(now, random);
        board.known()
                .ifPresent(standing -> board.report(
                        suspended
                                ? new LivenessReport.Resumed(standing.stint())
                                : new LivenessReport.Lagged(standing.stint())));
    }

    /** A valid frame came, of whatever kind but a ping. */
    public List<Effect> heard(long now, RandomGenerator random, HeardFrom frame) {
        board.known().ifPresent(standing -> watches.heard(now, random, frame));
        return board.drain();
    }

    /** A ping came in. */
    public List<Effect> pinged(long now, RandomGenerator random, long ticket, Header header, Ping ping) {
        Optional<MembershipSnapshot> standing = board.known();
        if (standing.isEmpty() || standing.get().role() == Role.LEFT) {
            board.add(new Effect.Answer(ticket, new PingAnswer.Refused(Refusal.notMember())));
        } else if (header.misses(standing.get().uid())) {
            board.add(new Effect.Answer(ticket, new PingAnswer.Refused(Refusal.wrongTarget())));
        } else {
            watches.heard(now, random, new HeardFrom(header.uid(), Optional.of(header.view()), false));
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

    private static Pong pong(MembershipSnapshot standing, Header pinger) {
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

    /**
     * The directory asks before it gives the lead away (M7). A plain question: it changes nothing. It may be the first
     * thing to arrive after a pause of our own, in which no round trip grew old (H6).
     */
    public Confirmed confirmed(long now, MemberId leader, long epoch) {
        boolean leading = board.known()
                .filter(MembershipSnapshot::leading)
                .filter(standing ->
                        standing.uid().equals(leader.uid()) && standing.viewId().epoch() == epoch)
                .isPresent();
        List<Uid> members = board.known().map(MembershipSnapshot::others).orElse(List.of()).stream()
                .map(Member::uid)
                .toList();
        long since = now - stoodStill(now) - board.settings.heardWindow();
        return new Confirmed(leading, 1 + board.contacts.countRoundTripsSince(since, members));
    }

    /** Whether a ping that was to wait is still to be sent: what it was to find out may be known by now. */
    public boolean wanted(long ticket) {
        return board.wanted(ticket);
    }

    /** A ping of ours was answered. */
    public List<Effect> ponged(long now, RandomGenerator random, long ticket, PingAnswer answer) {
        if (answer instanceof Pong pong) {
            board.close(ticket).ifPresent(call -> watches.reached(now, random, ticket, call, pong));
        } else {
            board.close(ticket).ifPresent(call -> watches.unreached(now, random, ticket, call));
        }
        return board.drain();
    }

    /** A ping of ours got no answer in time, or its connection was refused. */
    public List<Effect> failed(long now, RandomGenerator random, long ticket) {
        board.close(ticket).ifPresent(call -> watches.unreached(now, random, ticket, call));
        return board.drain();
    }

    /** The connection to a member broke: evidence, not yet proof. */
    public List<Effect> connectionLost(long now, RandomGenerator random, Uid uid) {
        board.contacts.of(uid).disconnected = true;
        watches.connectionLost(now, random, uid);
        return board.drain();
    }

    /** A member we lead leaves messages unacknowledged: one that is silent too is verified before its time (M8, H8). */
    public List<Effect> doubted(long now, RandomGenerator random, Uid uid) {
        watches.doubted(now, random, uid);
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
        watches.probe(now);
        return board.drain();
    }

    private void scheduleTick(long now) {
        tickDue = now + TICK_MILLIS;
        board.add(new Effect.Schedule(Timer.TICK, TICK_MILLIS));
    }
}
