package p2pchat.roster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import p2pchat.machine.Machine;
import p2pchat.model.Act;
import p2pchat.model.Authority;
import p2pchat.model.Genesis;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.PersonKey;
import p2pchat.model.Statement;
import p2pchat.model.StatementSigner;
import p2pchat.model.Uid;
import p2pchat.roster.RosterActor.Decision;

/**
 * Decides who may enter, and keeps and spreads the statements of one network (protocol 2.13). A statement is durable
 * before it has an effect. Pure.
 */
public final class Roster implements Machine<RosterInput, RosterEffect> {

    enum Timer {
        EXCHANGE,
        /** Something may have expired. */
        TICK,
        STORE_LATE
    }

    static final long TICK_MILLIS = 10_000;
    static final long STORE_PATIENCE_MILLIS = 10_000;
    /** Until then, a new leader may lack an invitation that another member has. Several pings and an exchange. */
    static final long SETTLING_MILLIS = 3_000;
    /** Requests that wait for the store. */
    static final int MAX_QUEUED = 256;

    /** A request that is answered once its statements are durable, or not. */
    private record Reply(long ticket, @Nullable Object stored, Optional<?> notStored) {}

    /**
     * What is being stored.
     *
     * @param own whether this device has made it
     */
    private record Batch(List<Statement> added, boolean own, List<Reply> replies) {}

    private final Knowledge known;
    private final Acts acts;
    private final AdmissionRules admissions;
    private final Applicants applicants = new Applicants();
    private final ExchangeSchedule exchanges = new ExchangeSchedule();
    private final Deque<RosterInput> queue = new ArrayDeque<>();
    private final Map<Uid, List<Application>> shown = new LinkedHashMap<>();
    private final List<RosterEffect> effects = new ArrayList<>();

    private Optional<Batch> storing = Optional.empty();
    private boolean storeIsLate;
    /** Whether the store may hold statements of this device although it failed, so that it states no more for now. */
    private boolean ownInDoubt;

    private Optional<MembershipSnapshot> snapshot = Optional.empty();
    private long leadingSince;
    private Map<Uid, PersonKey> people = Map.of();
    private List<Application> reported = List.of();

    /** Creates a machine that has judged the stored statements. */
    public Roster(Genesis genesis, List<Statement> stored, StatementSigner self) {
        this.known = new Knowledge(genesis, stored, self);
        this.acts = new Acts(self);
        this.admissions = new AdmissionRules(self);
    }

    /** Returns who may do what by the statements that are durable. */
    public Authority authority() {
        return known.authority();
    }

    List<RosterEffect> start() {
        return List.of(new RosterEffect.Schedule(Timer.TICK, TICK_MILLIS));
    }

    @Override
    public List<RosterEffect> on(long now, RandomGenerator random, RosterInput input) {
        effects.clear();
        handle(now, input);
        while (storing.isEmpty() && !queue.isEmpty()) {
            handle(now, queue.remove());
        }
        showApplicants();
        exchanges.due(now).forEach(member -> effects.add(new RosterEffect.Exchange(member, known.prefixes())));
        long delay = exchanges.delay(now);
        if (delay >= 0) {
            effects.add(new RosterEffect.Schedule(Timer.EXCHANGE, delay));
        }
        return List.copyOf(effects);
    }

    private void handle(long now, RosterInput input) {
        if (input instanceof RosterInput.Decide decide) {
            whenStoreIsFree(decide, () -> decide(decide), () -> answer(decide.ticket(), Decision.NOT_STORED));
        } else if (input instanceof RosterInput.Check check) {
            answer(
                    check.ticket(),
                    acts.decide(known, check.act(), check.known(), check.at()).decision());
        } else if (input instanceof RosterInput.Apply apply) {
            whenStoreIsFree(apply, () -> apply(now, apply), () -> answer(apply.ticket(), Application.Answer.RETRY));
        } else if (input instanceof RosterInput.Learn learn) {
            whenStoreIsFree(
                    learn,
                    () -> learn(learn.statements(), List.of(new Reply(learn.ticket(), null, Optional.empty()))),
                    () -> effects.add(new RosterEffect.Fail(learn.ticket())));
        } else if (input instanceof RosterInput.Exchanged exchanged) {
            whenStoreIsFree(
                    exchanged,
                    () -> exchanged(now, exchanged),
                    () -> exchanges.ended(now, exchanged.member(), false, false));
        } else if (input instanceof RosterInput.ExchangeFailed failed) {
            exchanges.ended(now, failed.member(), false, false);
        } else if (input instanceof RosterInput.FindLacking find) {
            answer(find.ticket(), known.lacking(find.known()));
        } else if (input instanceof RosterInput.GetListing get) {
            answer(get.ticket(), new RosterActor.Listing(known.authority(), known.judged(), applicants.list()));
        } else if (input instanceof RosterInput.FrontierDiffers differs) {
            exchanges.differs(differs.member());
        } else if (input instanceof RosterInput.MembershipChanged changed) {
            membershipChanged(now, changed);
        } else if (input instanceof RosterInput.WaitingShown waiting) {
            waitingShown(now, waiting);
        } else if (input instanceof RosterInput.Stored) {
            storing.ifPresent(this::stored);
        } else if (input instanceof RosterInput.StoreFailed failed) {
            storing.ifPresent(batch -> storeFailed(batch, failed.cause()));
        } else if (input instanceof RosterInput.Loaded loaded) {
            loaded.statements().filter(statements -> storing.isEmpty()).ifPresent(this::loaded);
        } else if (input instanceof RosterInput.TimerFired fired) {
            timerFired(now, fired);
        } else {
            throw new AssertionError("no handler for " + input);
        }
    }

    private void answer(long ticket, @Nullable Object value) {
        effects.add(new RosterEffect.Answer(ticket, value));
    }

    private void whenStoreIsFree(RosterInput input, Runnable action, Runnable refusal) {
        if (storing.isEmpty()) {
            action.run();
        } else if (storeIsLate || queue.size() >= MAX_QUEUED) {
            refusal.run();
        } else {
            queue.add(input);
        }
    }

    // ---- statements of this device

    private void decide(RosterInput.Decide input) {
        Acts.Outcome outcome = acts.decide(known, input.act(), input.known(), input.at());
        if (outcome.statements().isEmpty()) {
            answer(input.ticket(), outcome.decision());
        } else if (ownInDoubt) {
            answer(input.ticket(), Decision.NOT_STORED);
        } else {
            Reply reply = new Reply(input.ticket(), Decision.STATED, Optional.of(Decision.NOT_STORED));
            store(new Batch(outcome.statements(), true, List.of(reply)));
        }
    }

    private void apply(long now, RosterInput.Apply input) {
        Application application = input.application();
        boolean leading = snapshot.filter(MembershipSnapshot::leading).isPresent();
        boolean settled = leading && now - leadingSince >= SETTLING_MILLIS;
        AdmissionRules.Outcome outcome = admissions.judge(known, application, leading, settled, input.at());
        if (outcome.act().isPresent()) {
            Acts.Outcome stated = acts.state(known, List.of(outcome.act().get()), input.at());
            if (ownInDoubt || stated.decision() == Decision.FULL) {
                answer(input.ticket(), Application.Answer.RETRY);
            } else if (stated.statements().isEmpty()) { // it would have no effect
                answer(
                        input.ticket(),
                        application.invitation().isPresent()
                                ? AdmissionRules.invitationInvalid(known, application.person())
                                : Application.Answer.REMOVED);
            } else {
                Reply reply =
                        new Reply(input.ticket(), Application.Answer.ADMITTED, Optional.of(Application.Answer.RETRY));
                store(new Batch(stated.statements(), true, List.of(reply)));
            }
        } else if (outcome.answer() == Application.Answer.PENDING && !applicants.add(now, application)) {
            answer(input.ticket(), Application.Answer.RETRY);
        } else {
            answer(input.ticket(), outcome.answer());
        }
    }

    private void closeExpired(long at) {
        List<Act> closings = admissions.expired(known, at);
        if (storing.isEmpty() && !closings.isEmpty() && !ownInDoubt) {
            List<Statement> statements = acts.state(known, closings, at).statements();
            if (!statements.isEmpty()) {
                store(new Batch(statements, true, List.of()));
            }
        }
    }

    // ---- statements of others

    /** Returns whether they brought something new. */
    private boolean learn(List<Statement> statements, List<Reply> replies) {
        List<Statement> added = known.add(statements);
        if (added.isEmpty()) {
            replies.forEach(reply -> answer(reply.ticket(), reply.stored()));
            return false;
        }
        store(new Batch(added, false, replies));
        return true;
    }

    private void exchanged(long now, RosterInput.Exchanged input) {
        boolean useful = learn(input.answer().statements(), List.of());
        exchanges.ended(now, input.member(), useful, input.answer().more());
    }

    // ---- the store

    private void store(Batch batch) {
        storing = Optional.of(batch);
        storeIsLate = false;
        effects.add(new RosterEffect.Store(batch.added()));
        effects.add(new RosterEffect.Schedule(Timer.STORE_LATE, STORE_PATIENCE_MILLIS));
    }

    private void stored(Batch batch) {
        storing = Optional.empty();
        if (batch.own()) {
            known.add(batch.added());
        }
        RosterEffect report = commit();
        if (batch.own()) { // first, because a removed member does not listen any more afterwards
            snapshot.map(MembershipSnapshot::others).orElse(List.of()).stream()
                    .map(Leader::of)
                    .forEach(member -> effects.add(new RosterEffect.Push(member, batch.added())));
        }
        effects.add(report);
        batch.replies().forEach(reply -> answer(reply.ticket(), reply.stored()));
    }

    private RosterEffect commit() {
        Knowledge.Change change = known.commit();
        exchanges.frontierChanged();
        return new RosterEffect.Report(new RosterReport.Changed(known.authority(), change.added(), change.voided()));
    }

    /** Ends the doubt about the statements of this device: those that the store has are durable. */
    private void loaded(List<Statement> stored) {
        ownInDoubt = false;
        if (!known.add(stored).isEmpty()) {
            effects.add(commit());
        }
    }

    private void storeFailed(Batch batch, Throwable cause) {
        storing = Optional.empty();
        ownInDoubt = batch.own() || ownInDoubt;
        known.rollBack();
        refuse(batch);
        effects.add(new RosterEffect.Report(new RosterReport.StoreFailed(cause)));
    }

    private void refuse(Batch batch) {
        for (Reply reply : batch.replies()) {
            if (reply.notStored().isPresent()) {
                answer(reply.ticket(), reply.notStored().get());
            } else {
                effects.add(new RosterEffect.Fail(reply.ticket()));
            }
        }
    }

    /** Refuses everything that waits for the store. */
    private void storeLate(long now) {
        storeIsLate = true;
        storing.ifPresent(batch -> {
            refuse(batch);
            storing = Optional.of(new Batch(batch.added(), batch.own(), List.of()));
        });
        List<RosterInput> waiting = List.copyOf(queue);
        queue.clear();
        waiting.forEach(input -> handle(now, input));
    }

    // ---- members

    private void membershipChanged(long now, RosterInput.MembershipChanged input) {
        if (input.snapshot().leading()
                && snapshot.filter(MembershipSnapshot::leading).isEmpty()) {
            leadingSince = now;
        }
        Optional<Uid> before = snapshot.flatMap(MembershipSnapshot::leader).map(Leader::uid);
        Optional<Uid> leader = input.snapshot().leader().map(Leader::uid);
        if (!before.equals(leader)) {
            applicants.clear(); // they ask the new leader
        }
        snapshot = Optional.of(input.snapshot());
        people = input.people();
        shown.keySet().retainAll(people.keySet());
    }

    private void waitingShown(long now, RosterInput.WaitingShown input) {
        boolean byLeader = snapshot.filter(held -> !held.leading())
                .flatMap(MembershipSnapshot::leader)
                .filter(leader -> leader.uid().equals(input.from()))
                .isPresent();
        if (byLeader) {
            applicants.replace(now, input.waiting());
        }
    }

    /** Reports a change of the applicants to this node, and shows them to the nodes of admins while this node leads. */
    private void showApplicants() {
        applicants.removeIf(person -> known.authority().people().containsKey(person)
                || known.authority().role(person).isPresent());
        List<Application> waiting = applicants.list();
        if (!waiting.equals(reported)) {
            reported = waiting;
            effects.add(new RosterEffect.Report(new RosterReport.Applied(waiting)));
        }
        if (snapshot.filter(MembershipSnapshot::leading).isEmpty()) {
            shown.clear();
            return;
        }
        for (Member member : snapshot.get().others()) {
            PersonKey person = people.get(member.uid());
            boolean admin = person != null && known.authority().isAdmin(person);
            if (admin && !waiting.equals(shown.getOrDefault(member.uid(), List.of()))) {
                shown.put(member.uid(), waiting);
                effects.add(new RosterEffect.ShowWaiting(Leader.of(member), waiting));
            }
        }
    }

    private void timerFired(long now, RosterInput.TimerFired fired) {
        switch (fired.timer()) {
            case EXCHANGE -> {}
            case STORE_LATE -> {
                if (storing.isPresent()) {
                    storeLate(now);
                }
            }
            case TICK -> {
                applicants.expire(now);
                shown.values().removeIf(waiting -> !waiting.isEmpty()); // again, because a call may have failed
                closeExpired(fired.at());
                if (ownInDoubt && storing.isEmpty()) {
                    effects.add(new RosterEffect.Load());
                }
                effects.add(new RosterEffect.Schedule(Timer.TICK, TICK_MILLIS));
            }
        }
    }
}
