package p2pchat.membership;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import p2pchat.machine.MachineActor;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;

/** Runs the {@link Membership} of one network: calls the directory and members for it, and makes its views durable. */
public final class MembershipActor extends MachineActor<MembershipActor.Command, MembershipInput, MembershipEffect> {

    public sealed interface Command {}

    /** Feeds the machine: a report of another part of this node, a timer, or the outcome of a call. */
    public record Handle(MembershipInput input) implements Command {}

    /** The mission's join_network arrived. */
    public record JoinRequested(Header header, JoinRequest request, CompletableFuture<JoinReply> reply)
            implements Command {}

    /** The mission's leave_network arrived. */
    public record LeaveRequested(Header header, CompletableFuture<LeaveReply> reply) implements Command {}

    /** The mission's coordinator arrived. */
    public record CoordinatorRequested(
            Header header, Coordinator coordinator, CompletableFuture<CoordinatorReply> reply) implements Command {}

    /** The user wants to leave. */
    public record Leave() implements Command {}

    /** The user wants another nick. */
    public record Rename(Nick nick, CompletableFuture<RenameReply> reply) implements Command {}

    private record Stored(@Nullable Throwable cause) implements Command {}

    /** The ports of the actor, given by the guardian. */
    public record Ports(
            DirectoryCalls directory,
            Peers peers,
            ViewStore store,
            Consumer<MembershipReport> guardian,
            LongSupplier clock,
            RandomGenerator random) {}

    public static Behavior<Command> create(NetworkName name, Membership machine, Ports ports) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new MembershipActor(context, timers, name, machine, ports)));
    }

    private final NetworkName name;
    private final Membership machine;
    private final Optional<NetworkId> network;
    private final Ports ports;
    private final Deque<MembershipEffect> waiting = new ArrayDeque<>();
    private boolean storing;

    private MembershipActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            NetworkName name,
            Membership machine,
            Ports ports) {
        super(context, timers, machine, ports.clock(), ports.random(), Handle::new);
        this.name = name;
        this.machine = machine;
        this.network = machine.network();
        this.ports = ports;
        handle(new MembershipInput.Start());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Handle.class, m -> handle(m.input()))
                .onMessage(Stored.class, this::onStored)
                .onMessage(
                        CoordinatorRequested.class,
                        m -> handle(
                                m.reply(),
                                ticket ->
                                        new MembershipInput.CoordinatorRequested(ticket, m.header(), m.coordinator())))
                .onMessage(
                        JoinRequested.class,
                        m -> handle(
                                m.reply(),
                                ticket -> new MembershipInput.JoinRequested(ticket, m.header(), m.request())))
                .onMessage(
                        LeaveRequested.class,
                        m -> handle(m.reply(), ticket -> new MembershipInput.LeaveRequested(ticket, m.header())))
                .onMessage(
                        Rename.class,
                        m -> handle(m.reply(), ticket -> new MembershipInput.RenameWanted(ticket, m.nick())))
                .onMessage(Leave.class, m -> handle(new MembershipInput.LeaveWanted()))
                .onSignal(PostStop.class, signal -> onStop())
                .build();
    }

    private Behavior<Command> onStored(Stored m) {
        storing = false;
        if (m.cause() != null) {
            waiting.clear();
            ports.guardian().accept(new MembershipReport.StoreFailed(m.cause()));
        }
        performWaiting();
        return this;
    }

    @Override
    protected Behavior<Command> perform(List<MembershipEffect> effects) {
        if (network.isPresent() && !machine.network().equals(network)) {
            ports.guardian()
                    .accept(new MembershipReport.NameTaken(machine.network().orElseThrow()));
            return Behaviors.stopped();
        }
        waiting.addAll(effects);
        performWaiting();
        return this;
    }

    /** Performs effects in order, and none before the view ahead of it is durable (protocol 2.10). */
    private void performWaiting() {
        while (!storing && !waiting.isEmpty()) {
            perform(waiting.remove());
        }
    }

    @Override
    protected void perform(MembershipEffect effect) {
        if (effect instanceof MembershipEffect.Store store) {
            storing = true;
            getContext().pipeToSelf(ports.store().keep(store.kept()), (done, cause) -> new Stored(cause));
        } else if (effect instanceof MembershipEffect.Report report) {
            ports.guardian().accept(report.report());
        } else if (effect instanceof MembershipEffect.Schedule schedule) {
            schedule(schedule.timer(), schedule.delayMillis(), new MembershipInput.TimerFired(schedule.timer()));
        } else if (effect instanceof MembershipEffect.Cancel cancel) {
            cancel(cancel.timer());
        } else if (effect instanceof MembershipEffect.Answer answer) {
            reply(answer.ticket(), answer.reply());
        } else if (effect instanceof MembershipEffect.FindRecord find) {
            call(
                    ports.directory().information(name),
                    record -> new MembershipInput.RecordFound(find.ticket(), record),
                    new MembershipInput.DirectoryFailed(find.ticket()));
        } else if (effect instanceof MembershipEffect.AskDirectory ask) {
            call(
                    ports.directory().ask(ask.request()),
                    reply -> new MembershipInput.DirectoryAnswered(ask.ticket(), reply),
                    new MembershipInput.DirectoryFailed(ask.ticket()));
        } else if (effect instanceof MembershipEffect.Join join) {
            call(
                    ports.peers()
                            .join(
                                    join.to(),
                                    header(join.to()),
                                    join.request(),
                                    Duration.ofMillis(join.timeoutMillis())),
                    reply -> new MembershipInput.JoinAnswered(join.ticket(), reply),
                    new MembershipInput.PeerFailed(join.ticket()));
        } else if (effect instanceof MembershipEffect.Leave leave) {
            call(
                    ports.peers().leave(leave.to(), header(leave.to()), Duration.ofMillis(leave.timeoutMillis())),
                    reply -> new MembershipInput.LeaveAnswered(leave.ticket(), reply),
                    new MembershipInput.PeerFailed(leave.ticket()));
        } else if (effect instanceof MembershipEffect.Coordinate push) {
            Duration timeout = Duration.ofMillis(push.timeoutMillis());
            call(
                    ports.peers().coordinate(push.to(), header(push.to()), push.coordinator(), timeout),
                    reply -> new MembershipInput.CoordinatorAnswered(push.ticket(), reply),
                    new MembershipInput.PeerFailed(push.ticket()));
        } else {
            throw new AssertionError("no handler for " + effect);
        }
    }

    /** Returns the header of a call; it carries the snapshot of this moment. */
    private Header header(Leader callee) {
        return machine.snapshot().header(callee.uid());
    }
}
