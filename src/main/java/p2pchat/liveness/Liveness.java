package p2pchat.liveness;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import p2pchat.liveness.PingAnswer.Pong;
import p2pchat.liveness.PingTracker.Call;
import p2pchat.liveness.PingTracker.Purpose;
import p2pchat.machine.Machine;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.PauseDetector;
import p2pchat.model.Refusal;
import p2pchat.model.Role;
import p2pchat.model.Stint;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/**
 * Decides which nodes are alive. It watches as the current stint requires, and reports with that stint; it never changes a
 * role.
 *
 * <pre>
 *   MEMBER      {@link LeaderWatch}    patience, ping, verify: is the leader there, and does it lead this node?
 *   LEADER      {@link MemberWatch}    which members are silent?
 *   ELECTING    {@link CandidatePoll}  how many members does this node hear?
 *   RECOVERING  only verifications on request
 *   every role  answers pings, pings for others, fetches newer views, detects its own pauses (H6)
 * </pre>
 *
 * <p>Mutable, because it notes every frame that arrives. Not thread-safe; its actor owns it.
 */
public final class Liveness implements Machine<Liveness.Input, Liveness.Effect> {

    private static final Duration TICK = Duration.ofMillis(250);

    /** The wall clock advanced this much more than the monotonic clock, so the machine was suspended (H6). */
    private static final long SUSPENDED_MILLIS = 2_000;

    /** A newer view is fetched at most this often. */
    private static final long FETCH_EVERY_MILLIS = 300;

    /** A view is compared with another member's when it has lasted this long. */
    private static final long COMPARE_AFTER_MILLIS = 1_500;

    /** The members that are tried for a comparison, because some may be gone. */
    private static final int COMPARE_TRIES = 4;

    /** A member that is behind is reported at most this often. */
    private static final long REPORT_BEHIND_EVERY_MILLIS = 1_000;

    public enum Timer {
        /** Detects pauses and silence. */
        TICK,
        PATIENCE
    }

    /** Everything that happens to a liveness. */
    public sealed interface Input {

        /** The first input; {@code wallClock} is in milliseconds since 1970. */
        record Start(long wallClock) implements Input {}

        /** A timer fired; {@code wallClock} is in milliseconds since 1970. */
        record TimerFired(Timer timer, long wallClock) implements Input {}

        /** The delay of a ping is over. */
        record DelayOver(long ticket) implements Input {}

        record MembershipChanged(MembershipSnapshot snapshot) implements Input {}

        /** A valid frame other than a ping arrived. */
        record Heard(HeardFrom frame) implements Input {}

        record Pinged(long ticket, Header header, Ping ping) implements Input {}

        /** The directory asks whether this very incarnation leads that very epoch (M7). */
        record ConfirmRequested(long ticket, MemberId leader, long epoch) implements Input {}

        record Ponged(long ticket, PingAnswer answer) implements Input {}

        /** A ping got no answer in time, or its connection was refused. */
        record PingFailed(long ticket) implements Input {}

        /** A node has another view with the id of this node's, so one of the two is a lie (attack 12). */
        record ViewDiffers(Uid from) implements Input {}

        /** The connection to a member broke, which is evidence but no proof. */
        record ConnectionLost(Uid uid) implements Input {}

        /** A member that this node leads does not acknowledge messages; if it is silent too, it is verified early (M8, H8). */
        record AckOverdue(Uid uid) implements Input {}

        /** Membership wants proof that this node is gone; answered by {@link LivenessReport.Verified}. */
        record Verify(Stint stint, Leader suspect) implements Input {}

        /** Another member misses the leader, so check it now. */
        record Probe() implements Input {}

        /** The store hangs, or does so no more. */
        record StoreStalled(boolean stalled) implements Input {}
    }

    /** Effects for the caller to perform. */
    public sealed interface Effect {

        /**
         * Sends a ping; ends in Ponged or PingFailed, the latter at once if the connection is refused.
         *
         * @param timeoutMillis from the moment it is sent
         */
        record Send(long ticket, Leader to, Ping ping, long timeoutMillis) implements Effect {}

        /** Ends in DelayOver. */
        record Delay(long ticket, long millis) implements Effect {}

        /** Answers the request that came with this ticket. */
        sealed interface Answer extends Effect {
            long ticket();

            Object reply();
        }

        record AnswerPing(long ticket, PingAnswer reply) implements Answer {}

        record AnswerConfirm(long ticket, Confirmed reply) implements Answer {}

        record Schedule(Timer timer, long delayMillis) implements Effect {}

        record Cancel(Timer timer) implements Effect {}

        record Report(LivenessReport report) implements Effect {}
    }

    /**
     * The answer to the directory.
     *
     * @param leading whether this very incarnation leads that very epoch now
     * @param heard this node and the members with which it completed a round trip lately (H2)
     */
    public record Confirmed(boolean leading, int heard) {}

    private final PingTracker tracker;
    private final PauseDetector pauses = new PauseDetector(TICK);
    private Watch watch;
    private long clockOffset;
    private long fetchedAt = Contacts.NEVER;
    private long compareAt;
    /** A caller with another view of this id, which the next pong to it shows this node's. It may be unknown here. */
    private Optional<Uid> differing = Optional.empty();

    private int comparisons = COMPARE_TRIES;
    /** A node whose store hangs cannot lead, so that it must not pass for a leader that lives. */
    private boolean storeStalled;

    public Liveness(LivenessSettings settings) {
        this.tracker = new PingTracker(settings);
        this.watch = new Watch(tracker);
    }

    /** The snapshot that requests carry; empty before the first one. */
    public Optional<MembershipSnapshot> snapshot() {
        return tracker.known();
    }

    @Override
    public List<Effect> on(long now, RandomGenerator random, Input input) {
        if (input instanceof Input.Start start) {
            clockOffset = start.wallClock() - now;
            pauses.run(true, now);
            scheduleTick();
        } else if (input instanceof Input.TimerFired fired && fired.timer() == Timer.TICK) {
            tick(now, fired.wallClock(), random);
        } else if (input instanceof Input.TimerFired) {
            watch.patienceOver(now);
        } else if (input instanceof Input.DelayOver delay) {
            tracker.sendDelayed(delay.ticket());
        } else if (input instanceof Input.MembershipChanged changed) {
            membershipChanged(now, random, changed.snapshot());
        } else if (input instanceof Input.Heard heard) {
            tracker.known().ifPresent(snapshot -> heard(now, random, heard.frame()));
        } else if (input instanceof Input.Pinged pinged) {
            pinged(now, random, pinged);
        } else if (input instanceof Input.ConfirmRequested asked) {
            tracker.add(new Effect.AnswerConfirm(asked.ticket(), confirm(now, asked.leader(), asked.epoch())));
        } else if (input instanceof Input.Ponged ponged) {
            tracker.close(ponged.ticket()).ifPresent(call -> {
                if (ponged.answer() instanceof Pong pong) {
                    reached(now, random, ponged.ticket(), call, pong);
                } else {
                    unreached(now, random, ponged.ticket(), call);
                }
            });
        } else if (input instanceof Input.PingFailed failed) {
            tracker.close(failed.ticket()).ifPresent(call -> unreached(now, random, failed.ticket(), call));
        } else if (input instanceof Input.ViewDiffers other) {
            differing = Optional.of(other.from());
            tracker.known().flatMap(snapshot -> snapshot.find(other.from())).ifPresent(to -> fetchView(now, to));
        } else if (input instanceof Input.ConnectionLost lost) {
            tracker.contacts.of(lost.uid()).disconnected = true;
            watch.connectionLost(now, random, lost.uid());
        } else if (input instanceof Input.AckOverdue overdue) {
            watch.ackOverdue(now, random, overdue.uid());
        } else if (input instanceof Input.Verify verify) {
            if (tracker.known()
                    .filter(snapshot -> snapshot.stint().equals(verify.stint()))
                    .isPresent()) {
                tracker.verify(Verification.Purpose.REQUEST, verify.suspect(), false, random);
            }
        } else if (input instanceof Input.Probe) {
            watch.probe(now);
        } else if (input instanceof Input.StoreStalled changed) {
            storeStalled = changed.stalled();
        } else {
            throw new AssertionError("no handler for " + input);
        }
        return tracker.drain();
    }

    // --- pauses

    private void scheduleTick() {
        tracker.add(new Effect.Schedule(Timer.TICK, TICK.toMillis()));
    }

    private void tick(long now, long wallClock, RandomGenerator random) {
        boolean suspended = wallClock - now - clockOffset > SUSPENDED_MILLIS;
        clockOffset = wallClock - now;
        long paused = pauses.check(now);
        if (paused > 0 || suspended) {
            forgive(now, random, paused, suspended);
        }
        scheduleTick();
        watch.tick(now);
        if (now >= compareAt && comparisons < COMPARE_TRIES) {
            compareView();
        }
    }

    /**
     * Pings the member with the next higher id, whose view may have the same id and differ. The leader may show members
     * different views, so it is left out. All members together form a ring, so two groups with different views meet.
     */
    private void compareView() {
        MembershipSnapshot snapshot = tracker.snapshot();
        List<Member> others = snapshot.electorate().stream()
                .filter(member -> snapshot.leader()
                        .filter(leader -> leader.uid().equals(member.uid()))
                        .isEmpty())
                .toList();
        if (snapshot.role() != Role.MEMBER || comparisons >= others.size()) {
            comparisons = COMPARE_TRIES;
            return;
        }
        int next = (int) others.stream()
                .filter(member ->
                        snapshot.node().filter(member.node()::outranks).isPresent())
                .count();
        tracker.ping(Purpose.COMPARE, Leader.of(others.get((next + comparisons) % others.size())));
        compareAt = Long.MAX_VALUE; // until the ping fails
        comparisons++;
    }

    /** Voids every conclusion that silence during a pause of this process would lead to. */
    private void forgive(long now, RandomGenerator random, long paused, boolean suspended) {
        tracker.contacts.forgiveSilence(now, paused);
        tracker.verifications.stream()
                .filter(running -> running.purpose == Verification.Purpose.REQUEST)
                .forEach(running -> reportVerified(running, true));
        tracker.dropOwnCalls();
        watch.lagged(now, random);
        tracker.known()
                .map(MembershipSnapshot::stint)
                .ifPresent(stint -> tracker.report(
                        suspended ? new LivenessReport.Resumed(stint) : new LivenessReport.Lagged(stint)));
    }

    // --- roles

    /** Changes the watch, unless leader and epoch are the same. */
    private void membershipChanged(long now, RandomGenerator random, MembershipSnapshot snapshot) {
        Optional<MembershipSnapshot> before = tracker.known();
        tracker.update(snapshot);
        if (before.filter(old -> old.viewId().equals(snapshot.viewId())).isEmpty()) {
            compareAt = now + COMPARE_AFTER_MILLIS;
            comparisons = 0;
        }
        if (before.filter(old -> old.stint().equals(snapshot.stint())).isPresent()) {
            return;
        }
        if (before.filter(old -> isSameWatch(old, snapshot)).isPresent()) {
            watch.newStint(now);
        } else {
            tracker.dropOwnCalls();
            tracker.add(new Effect.Cancel(Timer.PATIENCE));
            watch = watchFor(snapshot);
            watch.start(now, random);
        }
    }

    private static boolean isSameWatch(MembershipSnapshot old, MembershipSnapshot now) {
        boolean watching = now.role() == Role.MEMBER || now.role() == Role.LEADER;
        return watching
                && old.role() == now.role()
                && old.leader().equals(now.leader())
                && old.viewId().epoch() == now.viewId().epoch();
    }

    private Watch watchFor(MembershipSnapshot snapshot) {
        return switch (snapshot.role()) {
            case MEMBER ->
                snapshot.leader()
                        .<Watch>map(leader -> new LeaderWatch(tracker, leader))
                        .orElseGet(() -> new Watch(tracker));
            case LEADER -> new MemberWatch(tracker);
            case ELECTING -> new CandidatePoll(tracker);
            case RECOVERING, LEFT -> new Watch(tracker);
        };
    }

    // --- frames of other nodes

    private void heard(long now, RandomGenerator random, HeardFrom frame) {
        Contacts.Contact contact = tracker.contacts.of(frame.from());
        if (frame.answer()) {
            contact.roundTrip(now);
        } else {
            contact.heard(now);
        }
        watch.heard(now, random, frame.from());
        frame.view().ifPresent(view -> compareViews(now, frame.from(), view, frame.answer()));
    }

    private void compareViews(long now, Uid from, ViewId view, boolean answer) {
        MembershipSnapshot snapshot = tracker.snapshot();
        if (view.newerThan(snapshot.viewId())) {
            snapshot.find(from).or(snapshot::leader).ifPresent(to -> fetchView(now, to));
        }
        Contacts.Contact contact = tracker.contacts.of(from);
        if (answer && snapshot.viewId().newerThan(view) && now - contact.shownAt >= REPORT_BEHIND_EVERY_MILLIS) {
            snapshot.view().flatMap(held -> held.member(from)).map(Member::id).ifPresent(member -> {
                contact.shownAt = now;
                tracker.report(new LivenessReport.Behind(member));
            });
        }
    }

    private void fetchView(long now, Leader from) {
        if (now - fetchedAt >= FETCH_EVERY_MILLIS) {
            fetchedAt = now;
            tracker.ping(Purpose.FETCH, from);
        }
    }

    private void pinged(long now, RandomGenerator random, Input.Pinged pinged) {
        Header header = pinged.header();
        Optional<MembershipSnapshot> known = tracker.known();
        if (known.isEmpty() || known.get().role() == Role.LEFT) {
            answer(pinged.ticket(), new PingAnswer.Refused(Refusal.notMember()));
        } else if (header.isForOtherThan(known.get().uid())) {
            answer(pinged.ticket(), new PingAnswer.Refused(Refusal.wrongTarget()));
        } else {
            heard(now, random, new HeardFrom(header.uid(), Optional.of(header.view()), false));
            if (storeStalled && known.get().role() != Role.MEMBER) {
                answer(pinged.ticket(), new PingAnswer.Refused(Refusal.storeStalled()));
            } else if (pinged.ping() instanceof Ping.Direct direct) {
                Contacts.Contact contact = tracker.contacts.of(header.uid());
                if (direct.lastPong() > 0 && direct.lastPong() == contact.pongSent) {
                    contact.roundTrip(now);
                }
                contact.pongSent = direct.number();
                answer(pinged.ticket(), pong(known.get(), header, direct.wantsView()));
            } else if (pinged.ping() instanceof Ping.Indirect indirect) {
                pingForAnother(pinged.ticket(), indirect);
            }
        }
    }

    private void pingForAnother(long ticket, Ping.Indirect ping) {
        tracker.snapshot()
                .find(ping.target().uid())
                .ifPresentOrElse(
                        to -> tracker.pingOnRequest(to, ticket, ping.asker()),
                        () -> answer(ticket, new PingAnswer.Unreached()));
    }

    private void answer(long ticket, PingAnswer answer) {
        tracker.add(new Effect.AnswerPing(ticket, answer));
    }

    private Pong pong(MembershipSnapshot snapshot, Header pinger, boolean wantsView) {
        boolean differs = differing.filter(pinger.uid()::equals).isPresent();
        differing = differing.filter(uid -> !differs);
        boolean member = pinger.sender()
                .filter(id -> snapshot.view().filter(view -> view.contains(id)).isPresent())
                .isPresent();
        return new Pong(
                snapshot.viewId(),
                member,
                snapshot.leading(),
                snapshot.role() == Role.ELECTING ? Optional.empty() : snapshot.leader(),
                snapshot.view().filter(view -> wantsView || differs || view.id().newerThan(pinger.view())));
    }

    /**
     * Answers the directory before it gives the lead away (M7). The question may be the first thing to arrive after a pause
     * of this process, in which no round trip grew old (H6).
     */
    private Confirmed confirm(long now, MemberId leader, long epoch) {
        boolean leading = tracker.known()
                .filter(snapshot -> snapshot.leading() && !storeStalled)
                .filter(snapshot ->
                        snapshot.uid().equals(leader.uid()) && snapshot.viewId().epoch() == epoch)
                .isPresent();
        List<Uid> members = tracker.known().map(MembershipSnapshot::others).orElse(List.of()).stream()
                .map(Member::uid)
                .toList();
        long since = now - pauses.pauseUntil(now) - tracker.settings.heardWindow();
        return new Confirmed(leading, 1 + tracker.contacts.countRoundTripsSince(since, members));
    }

    // --- outcomes of pings

    private void reached(long now, RandomGenerator random, long ticket, Call call, Pong pong) {
        Uid uid = call.to().uid();
        boolean direct = call.about().isEmpty();
        if (direct) {
            Contacts.Contact contact = tracker.contacts.of(uid);
            contact.pongReceived = Math.max(contact.pongReceived, call.number());
            heard(now, random, new HeardFrom(uid, Optional.of(pong.view()), true));
        }
        pong.shown().ifPresent(view -> reportView(view, uid, direct && pong.leading()));
        Optional<Verification> verification = tracker.verificationOf(ticket);
        if (call.purpose() == Purpose.ON_REQUEST) {
            answer(call.request(), pong);
        } else if (verification.isPresent() && verification.get().purpose == Verification.Purpose.REQUEST) {
            tracker.verifications.remove(verification.get());
            reportVerified(verification.get(), !tracker.snapshot().leading() || followsThisNode(pong));
        } else if (direct) {
            watch.ponged(now, uid, pong);
        } else if (verification.isPresent()) {
            watch.reachedThroughOthers(now, random, call.about().get(), pong);
        }
        if (call.purpose() == Purpose.POLL) {
            watch.polled(now, uid);
        }
    }

    private void unreached(long now, RandomGenerator random, long ticket, Call call) {
        switch (call.purpose()) {
            case ON_REQUEST -> answer(call.request(), new PingAnswer.Unreached());
            case POLL -> watch.polled(now, call.to().uid());
            case HEARTBEAT -> watch.pingFailed(now, random, call.to().uid());
            case VERIFY ->
                tracker.verificationOf(ticket).filter(Verification::isExhausted).ifPresent(this::failed);
            case COMPARE -> compareAt = now; // with the next member
            case FETCH -> {} // another frame will show that view again
        }
    }

    /** Returns whether this is the pong of a member, and not of a process that is about to join again. */
    private boolean followsThisNode(Pong pong) {
        return pong.leader()
                .map(Leader::uid)
                .equals(Optional.of(tracker.snapshot().uid()));
    }

    private void failed(Verification verification) {
        tracker.verifications.remove(verification);
        if (verification.purpose == Verification.Purpose.REQUEST) {
            reportVerified(verification, false);
        } else {
            watch.lost(verification.suspect.uid());
        }
    }

    private void reportView(View view, Uid from, boolean leading) {
        tracker.report(new LivenessReport.ViewSeen(
                view, leading && view.leaderMember().uid().equals(from)));
    }

    private void reportVerified(Verification verification, boolean alive) {
        tracker.report(new LivenessReport.Verified(verification.stint, verification.suspect.uid(), alive));
    }
}
