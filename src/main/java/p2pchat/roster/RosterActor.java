package p2pchat.roster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import p2pchat.machine.MachineActor;
import p2pchat.model.Act;
import p2pchat.model.Authority;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.PersonKey;
import p2pchat.model.Statement;
import p2pchat.model.Uid;

/** Owns the statements of one network: judges them, stores them, and spreads them among the members. */
public final class RosterActor extends MachineActor<RosterActor.Command, RosterInput, RosterEffect> {

    public sealed interface Command {}

    /**
     * The user decides something. Completes when it is durable, or was refused. The actor adds to an act the statements
     * of its subject that count, and signs a revocation.
     *
     * @param known everyone that this node knows in the network; they stay members when an open network is closed
     */
    public record Decide(Act act, Set<PersonKey> known, CompletableFuture<Decision> reply) implements Command {}

    /** Completes with the outcome that a decision would have now, {@code STATED} if it would be made. */
    public record Check(Act act, Set<PersonKey> known, CompletableFuture<Decision> reply) implements Command {}

    /** The outcome of a decision of the user. */
    public enum Decision {
        STATED,
        /** Only an admin or owner may. */
        ADMIN_REQUIRED,
        OWNER_REQUIRED,
        /** Only an owner may who is one for longer than the person concerned. */
        SENIOR_REQUIRED,
        /** It would change nothing. */
        NO_CHANGE,
        /** The network has the maximum of statements. */
        FULL,
        /** The store does not respond. */
        NOT_STORED
    }

    /** A device asks for admission. */
    public record Apply(Application application, CompletableFuture<Application.Answer> reply) implements Command {}

    /** Another member has sent statements, verified at the edge. Completes when they are durable. */
    public record Learn(List<Statement> statements, CompletableFuture<Void> stored) implements Command {}

    /** Completes with the statements that another member lacks, parents first. */
    public record FindLacking(Set<Long> known, CompletableFuture<List<Statement>> reply) implements Command {}

    /** A frame of a member showed another frontier than this node's. */
    public record FrontierDiffers(Leader member) implements Command {}

    public record MembershipChanged(MembershipSnapshot snapshot) implements Command {}

    /** A member shows who waits for an approval. Counts only from the leader. */
    public record WaitingShown(Uid from, List<Application> waiting) implements Command {}

    private record Handle(RosterInput input) implements Command {}

    private record Due(Roster.Timer timer) implements Command {}

    /** Completes with everything that is known, parents first. */
    public record GetListing(CompletableFuture<Listing> reply) implements Command {}

    /**
     * The roster for display.
     *
     * @param waiting who waits for an approval
     */
    public record Listing(Authority authority, List<RosterReport.Judged> statements, List<Application> waiting) {}

    /**
     * The ports of the actor.
     *
     * @param people returns the person behind a member, if its card is known
     * @param clock monotonic, in milliseconds
     * @param wallClock milliseconds since 1970
     */
    public record Ports(
            StatementStore store,
            RosterPeers peers,
            Function<Uid, Optional<PersonKey>> people,
            Consumer<RosterReport> listener,
            LongSupplier clock,
            LongSupplier wallClock) {}

    /** Creates the actor of a machine, which has judged the stored statements. */
    public static Behavior<Command> create(Roster machine, Ports ports) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new RosterActor(context, timers, machine, ports)));
    }

    private final TimerScheduler<Command> timers;
    private final Ports ports;

    private RosterActor(ActorContext<Command> context, TimerScheduler<Command> timers, Roster machine, Ports ports) {
        super(context, timers, machine, ports.clock(), () -> 0, Handle::new); // a roster needs no chance
        this.timers = timers;
        this.ports = ports;
        perform(machine.start());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Handle.class, m -> handle(m.input()))
                .onMessage(Due.class, m -> handle(new RosterInput.TimerFired(m.timer(), now())))
                .onMessage(
                        Decide.class,
                        m -> handle(m.reply(), ticket -> new RosterInput.Decide(ticket, m.act(), m.known(), now())))
                .onMessage(
                        Check.class,
                        m -> handle(m.reply(), ticket -> new RosterInput.Check(ticket, m.act(), m.known(), now())))
                .onMessage(
                        Apply.class,
                        m -> handle(m.reply(), ticket -> new RosterInput.Apply(ticket, m.application(), now())))
                .onMessage(
                        Learn.class, m -> handle(m.stored(), ticket -> new RosterInput.Learn(ticket, m.statements())))
                .onMessage(
                        FindLacking.class,
                        m -> handle(m.reply(), ticket -> new RosterInput.FindLacking(ticket, m.known())))
                .onMessage(GetListing.class, m -> handle(m.reply(), RosterInput.GetListing::new))
                .onMessage(FrontierDiffers.class, m -> handle(new RosterInput.FrontierDiffers(m.member())))
                .onMessage(WaitingShown.class, m -> handle(new RosterInput.WaitingShown(m.from(), m.waiting())))
                .onMessage(MembershipChanged.class, m -> handle(membershipChanged(m.snapshot())))
                .onSignal(PostStop.class, signal -> onStop())
                .build();
    }

    private long now() {
        return ports.wallClock().getAsLong();
    }

    private RosterInput membershipChanged(MembershipSnapshot snapshot) {
        Map<Uid, PersonKey> people = new LinkedHashMap<>();
        for (Member member : snapshot.others()) {
            ports.people().apply(member.uid()).ifPresent(person -> people.put(member.uid(), person));
        }
        return new RosterInput.MembershipChanged(snapshot, people);
    }

    @Override
    protected void perform(RosterEffect effect) {
        if (effect instanceof RosterEffect.Answer answer) {
            reply(answer.ticket(), answer.value());
        } else if (effect instanceof RosterEffect.Fail failed) {
            fail(failed.ticket(), new IllegalStateException("the statements are not stored"));
        } else if (effect instanceof RosterEffect.Store store) {
            getContext()
                    .pipeToSelf(
                            ports.store().append(store.statements()),
                            (done, cause) -> new Handle(
                                    cause == null ? new RosterInput.Stored() : new RosterInput.StoreFailed(cause)));
        } else if (effect instanceof RosterEffect.Load) {
            call(
                    ports.store().load(),
                    stored -> new RosterInput.Loaded(Optional.of(stored)),
                    new RosterInput.Loaded(Optional.empty()));
        } else if (effect instanceof RosterEffect.Exchange exchange) {
            Uid member = exchange.to().uid();
            call(
                    ports.peers().exchange(exchange.to(), List.of(), exchange.known()),
                    answer -> new RosterInput.Exchanged(member, answer),
                    new RosterInput.ExchangeFailed(member));
        } else if (effect instanceof RosterEffect.Push push) {
            CompletionStage<Void> unused = ports.peers().push(push.to(), push.statements());
        } else if (effect instanceof RosterEffect.ShowWaiting show) {
            CompletionStage<Void> unused = ports.peers().showWaiting(show.to(), show.waiting());
        } else if (effect instanceof RosterEffect.Report report) {
            ports.listener().accept(report.report());
        } else if (effect instanceof RosterEffect.Schedule schedule) {
            schedule(schedule.timer(), schedule.delayMillis());
        } else {
            throw new AssertionError("no handler for " + effect);
        }
    }

    private void schedule(Roster.Timer timer, long delayMillis) {
        timers.startSingleTimer(timer, new Due(timer), Duration.ofMillis(delayMillis));
    }
}
