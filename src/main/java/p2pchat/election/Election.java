package p2pchat.election;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.Refusal;
import p2pchat.model.Role;
import p2pchat.model.Stint;

/**
 * A rank-staggered Bully election for one stint, in which the lowest id wins and the directory has the last word.
 *
 * <p>An attempt starts when the standing says ELECTING and ends with the stint. It decides nothing but whether this node
 * should claim: the role is not its business.
 *
 * <pre>
 *        ELECTING          rank · stagger           no answer counts, poll complete
 *   IDLE ────────► WAITING ─────────────► ASKING ──────────────────────────────────► CLAIMING  (reports Claim)
 *    ▲                                      │
 *    │                                      │ ALIVE
 *    │          coordinatorWait             ▼
 *    ├──────────────────────────────── YIELDING          (reports Over)
 *    ├── I_AM: reports Over   LEADER_FRESH: reports LeaderFresh, from ASKING and YIELDING
 *    └── any other standing, from every phase
 * </pre>
 *
 * @param asking the calls still unanswered
 * @param heard how many members we hear, once everybody was asked or has had its time (H2)
 * @param leaderFresh whether the leader was heard lately and its connection stands (H3)
 */
public record Election(
        ElectionSettings settings,
        Optional<MembershipSnapshot> standing,
        Phase phase,
        SortedSet<Long> asking,
        OptionalInt heard,
        boolean leaderFresh,
        long lastTicket) {

    /** A deeper queue only delays the lowest survivor further; from here on all start together. */
    private static final int LAST_RANK = 8;

    public Election {
        asking = Collections.unmodifiableSortedSet(new TreeSet<>(asking));
    }

    /** Where an attempt stands. */
    public enum Phase {
        IDLE,
        /** Gives those who outrank us a head start. */
        WAITING,
        /** Asked all who outrank us. */
        ASKING,
        /** One who outranks us lives and must become leader soon. */
        YIELDING,
        /** Our claim is with the directory. */
        CLAIMING
    }

    /** The timers of an attempt. */
    public enum Timer {
        STAGGER,
        COORDINATOR_WAIT
    }

    /** What the caller performs, in order. */
    public sealed interface Effect {
        /** ELECTION to a member that outranks us; answer with {@link #answered} or {@link #unanswered}. */
        record Ask(long ticket, Leader to, long epoch, long timeoutMillis) implements Effect {}

        /** Answers the ELECTION that came with this ticket. */
        record Answer(long ticket, ElectionAnswer answer) implements Effect {}

        record Schedule(Timer timer, long delayMillis) implements Effect {}

        record Cancel(Timer timer) implements Effect {}

        record Report(ElectionReport report) implements Effect {}
    }

    /** The next state, and what to do. */
    public record Step(Election next, List<Effect> effects) {}

    public static Election idle(ElectionSettings settings) {
        return new Election(settings, Optional.empty(), Phase.IDLE, new TreeSet<>(), OptionalInt.empty(), false, 0);
    }

    /** This node stands elsewhere now: a new stint ends the attempt, and starts one if it is ELECTING. */
    public Step stand(MembershipSnapshot now) {
        boolean sameStint =
                standing.map(before -> before.stint().equals(now.stint())).orElse(false);
        if (sameStint) {
            Election next = new Election(settings, Optional.of(now), phase, asking, heard, leaderFresh, lastTicket);
            return new Step(next, List.of());
        }
        boolean electing = now.role() == Role.ELECTING && now.node().isPresent();
        Election next = new Election(
                settings,
                Optional.of(now),
                electing ? Phase.WAITING : Phase.IDLE,
                new TreeSet<>(),
                OptionalInt.empty(),
                false,
                lastTicket);
        List<Effect> effects = new ArrayList<>(List.of(new Effect.Cancel(Timer.COORDINATOR_WAIT)));
        if (electing) {
            long rank = Math.min(LAST_RANK, now.rivals().size());
            if (rank > 0) {
                effects.add(new Effect.Schedule(
                        Timer.STAGGER, rank * settings.stagger().toMillis()));
            } else {
                next = next.in(Phase.ASKING); // nobody to wait for, and nobody to ask
            }
        } else {
            effects.add(new Effect.Cancel(Timer.STAGGER));
        }
        return new Step(next, effects);
    }

    public Step timer(Timer timer) {
        return switch (timer) {
            case STAGGER -> phase == Phase.WAITING ? ask() : unchanged();
            case COORDINATOR_WAIT -> phase == Phase.YIELDING ? ended(new ElectionReport.Over(stint())) : unchanged();
        };
    }

    /** A member that outranks us answered. */
    public Step answered(long ticket, ElectionAnswer answer) {
        if (!asking.contains(ticket)) {
            return unchanged();
        }
        if (answer instanceof ElectionAnswer.IAm leader && leader.view().id().epoch() >= epoch()) {
            return ended(new ElectionReport.ViewSeen(leader.view()), new ElectionReport.Over(stint()));
        }
        if (answer instanceof ElectionAnswer.LeaderFresh fresh && fresh.view().epoch() == epoch()) {
            return ended(new ElectionReport.LeaderFresh(stint()));
        }
        if (answer instanceof ElectionAnswer.LeaderFresh fresh && fresh.view().epoch() > epoch()) {
            return ended(new ElectionReport.Over(stint()));
        }
        if (answer instanceof ElectionAnswer.Alive alive && !alive.noDirectory() && outranksUs(alive.id())) {
            return yielding(ticket);
        }
        return unanswered(ticket);
    }

    /** No answer, or one that does not count. */
    public Step unanswered(long ticket) {
        return asking.contains(ticket) ? without(ticket).claimIfNobodyIsLeft() : unchanged();
    }

    /** Everybody was pinged and answered or had its time; {@code heard} counts this node too (H2). */
    public Step polled(Stint about, int count) {
        boolean current = standing.filter(now -> now.stint().equals(about)).isPresent();
        if (!current) {
            return unchanged();
        }
        return new Election(settings, standing, phase, asking, OptionalInt.of(count), leaderFresh, lastTicket)
                .claimIfNobodyIsLeft();
    }

    public Step leaderFresh(Stint about, boolean fresh) {
        boolean current = standing.filter(now -> now.stint().equals(about)).isPresent();
        Election next =
                new Election(settings, standing, phase, asking, heard, current ? fresh : leaderFresh, lastTicket);
        return new Step(next, List.of());
    }

    /** ELECTION from a member that misses its leader. */
    public Step challenged(long ticket, Header header) {
        if (standing.isEmpty()) {
            return answer(ticket, new ElectionAnswer.Refused(Refusal.notMember()));
        }
        MembershipSnapshot now = standing.get();
        if (header.misses(now.uid())) {
            return answer(ticket, new ElectionAnswer.Refused(Refusal.wrongTarget()));
        }
        if (now.leading() && now.view().isPresent()) {
            return answer(ticket, new ElectionAnswer.IAm(now.view().get()));
        }
        if (now.role() == Role.MEMBER && leaderFresh) {
            return answer(ticket, new ElectionAnswer.LeaderFresh(now.viewId()));
        }
        if (now.node().isEmpty() || now.role() == Role.LEFT) {
            return answer(ticket, new ElectionAnswer.Refused(Refusal.notMember()));
        }
        boolean noDirectory = !now.directoryAnswers() && now.role() != Role.MEMBER;
        ElectionAnswer alive = new ElectionAnswer.Alive(new MemberId(now.node().get(), now.uid()), noDirectory);
        return new Step(
                this,
                List.of(new Effect.Answer(ticket, alive), new Effect.Report(new ElectionReport.Doubted(now.stint()))));
    }

    private Step ask() {
        long ticket = lastTicket;
        SortedSet<Long> open = new TreeSet<>();
        List<Effect> effects = new ArrayList<>();
        for (Member rival : standing.orElseThrow().rivals()) {
            open.add(++ticket);
            effects.add(new Effect.Ask(
                    ticket, Leader.of(rival), epoch(), settings.answerTimeout().toMillis()));
        }
        Election next = new Election(settings, standing, Phase.ASKING, open, heard, leaderFresh, ticket);
        return effects.isEmpty() ? next.claimIfNobodyIsLeft() : new Step(next, effects);
    }

    private Step claimIfNobodyIsLeft() {
        if (phase != Phase.ASKING || !asking.isEmpty() || heard.isEmpty()) {
            return unchanged();
        }
        return new Step(
                in(Phase.CLAIMING), List.of(new Effect.Report(new ElectionReport.Claim(stint(), heard.getAsInt()))));
    }

    private Step yielding(long ticket) {
        Election next = without(ticket);
        return phase == Phase.YIELDING
                ? new Step(next, List.of())
                : new Step(
                        next.in(Phase.YIELDING),
                        List.of(new Effect.Schedule(
                                Timer.COORDINATOR_WAIT,
                                settings.coordinatorWait().toMillis())));
    }

    private Step ended(ElectionReport... reports) {
        List<Effect> effects = new ArrayList<>(List.of(new Effect.Cancel(Timer.COORDINATOR_WAIT)));
        for (ElectionReport report : reports) {
            effects.add(new Effect.Report(report));
        }
        Election next = new Election(settings, standing, Phase.IDLE, new TreeSet<>(), heard, leaderFresh, lastTicket);
        return new Step(next, effects);
    }

    private Step answer(long ticket, ElectionAnswer answer) {
        return new Step(this, List.of(new Effect.Answer(ticket, answer)));
    }

    private Step unchanged() {
        return new Step(this, List.of());
    }

    private Election in(Phase next) {
        return new Election(settings, standing, next, asking, heard, leaderFresh, lastTicket);
    }

    private Election without(long ticket) {
        SortedSet<Long> open = new TreeSet<>(asking);
        open.remove(ticket);
        return new Election(settings, standing, phase, open, heard, leaderFresh, lastTicket);
    }

    private boolean outranksUs(MemberId other) {
        return standing.flatMap(MembershipSnapshot::node)
                .filter(other.node()::outranks)
                .isPresent();
    }

    private Stint stint() {
        return standing.orElseThrow().stint();
    }

    private long epoch() {
        return stint().view().epoch();
    }
}
