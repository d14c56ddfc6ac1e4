package p2pchat.election;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import p2pchat.machine.Machine;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.Refusal;
import p2pchat.model.Role;
import p2pchat.model.Stint;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;

/**
 * A rank-staggered Bully election for one stint, in which the lowest id wins and the directory has the last word.
 *
 * <p>A member may lie. So LEADER_FRESH counts when the leader has answered a ping through that member, and ALIVE stops
 * this node only twice in an epoch.
 *
 * <p>An attempt starts when the role becomes ELECTING and ends with the stint. It only decides whether this node should
 * claim the lead; it never changes the role.
 *
 * <pre>
 *        ELECTING          rank · stagger           no answer counts, poll complete
 *   IDLE ────────► WAITING ─────────────► ASKING ──────────────────────────────────► CLAIMING  (reports Claim)
 *    ▲                                      │
 *    │                                      │ ALIVE
 *    │          coordinatorWait             ▼
 *    ├──────────────────────────────── YIELDING          (reports Over)
 *    ├── I_AM: reports Over   LEADER_FRESH, proven: reports LeaderFresh, from ASKING and YIELDING
 *    └── any other stint, from every phase
 * </pre>
 *
 * <p>Mutable; its actor owns it.
 */
public final class Election implements Machine<Election.Input, Election.Effect> {

    /** A longer queue only delays the lowest survivor further; all higher ranks start together. */
    private static final int MAX_RANK = 8;

    /** A member that outranks this one, is alive and does not become leader is not waited for again. */
    private static final int MAX_YIELDS = 2;

    private enum Phase {
        IDLE,
        /** Gives members with lower ids a head start. */
        WAITING,
        /** Has asked all members with lower ids. */
        ASKING,
        /** A member with a lower id is alive and must become leader soon. */
        YIELDING,
        /** The claim is with the directory. */
        CLAIMING
    }

    public enum Timer {
        STAGGER,
        COORDINATOR_WAIT
    }

    /** Everything that happens to an election. */
    public sealed interface Input {

        /** A new stint ends the attempt, and starts another if the role is ELECTING. */
        record MembershipChanged(MembershipSnapshot snapshot) implements Input {}

        record TimerFired(Timer timer) implements Input {}

        /** ELECTION from a member that misses its leader. */
        record Challenged(long ticket, Header header) implements Input {}

        /** A member with a lower id answered. */
        record Answered(long ticket, ElectionAnswer answer) implements Input {}

        record Unanswered(long ticket) implements Input {}

        /** The outcome of {@link Effect.Confirm}: the view that the leader leads, if it has answered. */
        record Confirmed(long ticket, Optional<ViewId> leading) implements Input {}

        /** All members were pinged, and each has answered or had its time; {@code heard} includes this node (H2). */
        record Polled(Stint stint, int heard) implements Input {}

        /** {@code fresh} means that the leader was heard lately and its connection is up (H3). */
        record LeaderFresh(Stint stint, boolean fresh) implements Input {}
    }

    /** Effects for the caller to perform. */
    public sealed interface Effect {

        /** Sends ELECTION to a member with a lower id; ends in Answered or Unanswered. */
        record Ask(long ticket, Leader to, long epoch, long timeoutMillis) implements Effect {}

        /** Pings the leader through a member that says that it hears it; ends in Confirmed. */
        record Confirm(long ticket, Leader through, MemberId leader, long timeoutMillis) implements Effect {}

        /** Answers the ELECTION that came with this ticket. */
        record Answer(long ticket, ElectionAnswer answer) implements Effect {}

        record Schedule(Timer timer, long delayMillis) implements Effect {}

        record Cancel(Timer timer) implements Effect {}

        record Report(ElectionReport report) implements Effect {}
    }

    private final ElectionSettings settings;
    private final Map<Long, Leader> open = new TreeMap<>();
    private final Map<Uid, Integer> yields = new TreeMap<>();
    private Optional<MembershipSnapshot> snapshot = Optional.empty();
    private Phase phase = Phase.IDLE;
    private OptionalInt heard = OptionalInt.empty();
    private boolean leaderFresh;
    private long lastTicket;
    private List<Effect> effects = new ArrayList<>();

    public Election(ElectionSettings settings) {
        this.settings = settings;
    }

    /** The snapshot that requests carry; empty before the first one. */
    public Optional<MembershipSnapshot> snapshot() {
        return snapshot;
    }

    @Override
    public List<Effect> on(long now, RandomGenerator random, Input input) {
        if (input instanceof Input.MembershipChanged changed) {
            membershipChanged(changed.snapshot());
        } else if (input instanceof Input.TimerFired fired) {
            timerFired(fired.timer());
        } else if (input instanceof Input.Challenged challenged) {
            challenged(challenged.ticket(), challenged.header());
        } else if (input instanceof Input.Answered answered) {
            answered(answered.ticket(), answered.answer());
        } else if (input instanceof Input.Unanswered unanswered) {
            settled(unanswered.ticket());
        } else if (input instanceof Input.Confirmed confirmed) {
            confirmed(confirmed.ticket(), confirmed.leading());
        } else if (input instanceof Input.Polled polled) {
            if (isCurrent(polled.stint())) {
                heard = OptionalInt.of(polled.heard());
                claimIfComplete();
            }
        } else if (input instanceof Input.LeaderFresh report) {
            leaderFresh = isCurrent(report.stint()) ? report.fresh() : leaderFresh;
        } else {
            throw new AssertionError("no handler for " + input);
        }
        List<Effect> done = effects;
        effects = new ArrayList<>();
        return done;
    }

    private void membershipChanged(MembershipSnapshot now) {
        boolean sameStint = isCurrent(now.stint());
        if (snapshot.filter(before -> before.viewId().epoch() == now.viewId().epoch())
                .isEmpty()) {
            yields.clear();
        }
        snapshot = Optional.of(now);
        if (sameStint) {
            return;
        }
        open.clear();
        heard = OptionalInt.empty();
        leaderFresh = false;
        effects.add(new Effect.Cancel(Timer.COORDINATOR_WAIT));
        if (now.role() == Role.ELECTING && now.node().isPresent()) {
            long rank = Math.min(MAX_RANK, now.rivals().size());
            if (rank > 0) {
                phase = Phase.WAITING;
                effects.add(new Effect.Schedule(
                        Timer.STAGGER, rank * settings.stagger().toMillis()));
            } else {
                phase = Phase.ASKING; // with no member to wait for or to ask
            }
        } else {
            phase = Phase.IDLE;
            effects.add(new Effect.Cancel(Timer.STAGGER));
        }
    }

    private void timerFired(Timer timer) {
        if (timer == Timer.STAGGER && phase == Phase.WAITING) {
            askRivals();
        } else if (timer == Timer.COORDINATOR_WAIT && phase == Phase.YIELDING) {
            end(new ElectionReport.Over(stint()));
        }
    }

    private void askRivals() {
        phase = Phase.ASKING;
        for (Member rival : snapshot.orElseThrow().rivals()) {
            open.put(++lastTicket, Leader.of(rival));
            effects.add(new Effect.Ask(
                    lastTicket,
                    Leader.of(rival),
                    epoch(),
                    settings.answerTimeout().toMillis()));
        }
        claimIfComplete();
    }

    private void answered(long ticket, ElectionAnswer answer) {
        if (!open.containsKey(ticket)) {
            return;
        }
        if (answer instanceof ElectionAnswer.IAm leader && leader.view().id().epoch() >= epoch()) {
            end(new ElectionReport.ViewSeen(leader.view()), new ElectionReport.Over(stint()));
        } else if (answer instanceof ElectionAnswer.LeaderFresh fresh
                && fresh.view().epoch() == epoch()
                && !snapshot.orElseThrow().leaderIsUnfit()) {
            confirm(ticket);
        } else if (answer instanceof ElectionAnswer.Alive alive && !alive.noDirectory() && outranksUs(alive.id())) {
            if (yields.merge(alive.id().uid(), 1, Integer::sum) <= MAX_YIELDS) {
                yieldTo(ticket);
            } else {
                settled(ticket);
            }
        } else {
            settled(ticket);
        }
    }

    private void confirm(long ticket) {
        snapshot.flatMap(MembershipSnapshot::leader)
                .ifPresentOrElse(
                        leader -> effects.add(new Effect.Confirm(
                                ticket,
                                Objects.requireNonNull(open.get(ticket)),
                                leader.id(),
                                2 * settings.answerTimeout().toMillis())),
                        () -> settled(ticket));
    }

    private void confirmed(long ticket, Optional<ViewId> leading) {
        if (open.containsKey(ticket)
                && leading.filter(view -> view.epoch() == epoch()).isPresent()) {
            end(new ElectionReport.LeaderFresh(stint()));
        } else {
            settled(ticket);
        }
    }

    private void yieldTo(long ticket) {
        open.remove(ticket);
        if (phase != Phase.YIELDING) {
            phase = Phase.YIELDING;
            effects.add(new Effect.Schedule(
                    Timer.COORDINATOR_WAIT, settings.coordinatorWait().toMillis()));
        }
    }

    /** This member gave no answer, or one that does not count. */
    private void settled(long ticket) {
        if (open.remove(ticket) != null) {
            claimIfComplete();
        }
    }

    private void claimIfComplete() {
        if (phase == Phase.ASKING && open.isEmpty() && heard.isPresent()) {
            phase = Phase.CLAIMING;
            effects.add(new Effect.Report(new ElectionReport.Claim(stint(), heard.getAsInt())));
        }
    }

    private void end(ElectionReport... reports) {
        phase = Phase.IDLE;
        open.clear();
        effects.add(new Effect.Cancel(Timer.COORDINATOR_WAIT));
        for (ElectionReport report : reports) {
            effects.add(new Effect.Report(report));
        }
    }

    private void challenged(long ticket, Header header) {
        ElectionAnswer answer = answerTo(header);
        effects.add(new Effect.Answer(ticket, answer));
        if (answer instanceof ElectionAnswer.Alive
                || snapshot.filter(MembershipSnapshot::isUnfit).isPresent()) {
            effects.add(new Effect.Report(new ElectionReport.Doubted(stint())));
        }
    }

    private ElectionAnswer answerTo(Header header) {
        if (snapshot.isEmpty()) {
            return new ElectionAnswer.Refused(Refusal.notMember());
        }
        MembershipSnapshot now = snapshot.get();
        if (header.isForOtherThan(now.uid())) {
            return new ElectionAnswer.Refused(Refusal.wrongTarget());
        }
        if (now.leading() && now.view().isPresent()) {
            return new ElectionAnswer.IAm(now.view().get());
        }
        if (now.role() == Role.MEMBER && leaderFresh) {
            return new ElectionAnswer.LeaderFresh(now.viewId());
        }
        if (now.node().isEmpty() || now.role() == Role.LEFT) {
            return new ElectionAnswer.Refused(Refusal.notMember());
        }
        if (now.isUnfit()) {
            return new ElectionAnswer.Refused(Refusal.mayNotLead());
        }
        boolean noDirectory = !now.directoryAnswers() && now.role() != Role.MEMBER;
        return new ElectionAnswer.Alive(new MemberId(now.node().get(), now.uid()), noDirectory);
    }

    private boolean outranksUs(MemberId other) {
        return snapshot.flatMap(MembershipSnapshot::node)
                .filter(other.node()::outranks)
                .isPresent();
    }

    private boolean isCurrent(Stint stint) {
        return snapshot.filter(now -> now.stint().equals(stint)).isPresent();
    }

    private Stint stint() {
        return snapshot.orElseThrow().stint();
    }

    private long epoch() {
        return stint().view().epoch();
    }
}
