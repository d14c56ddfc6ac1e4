package p2pchat.membership;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import p2pchat.membership.Membership.Effect;
import p2pchat.membership.Membership.Timer;
import p2pchat.model.DirectoryReply;
import p2pchat.model.Header;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.Stint;
import p2pchat.model.Uid;
import p2pchat.model.View;

/** Runs the {@link Membership} of one network: calls directory and members for it, and keeps its views durable. */
public final class MembershipActor extends AbstractBehavior<MembershipActor.Command> {

    public sealed interface Command {}

    /** JoinNetwork came in. */
    public record JoinRequested(Header header, JoinRequest request, CompletableFuture<JoinReply> reply)
            implements Command {}

    /** LeaveNetwork came in. */
    public record LeaveRequested(Header header, CompletableFuture<LeaveReply> reply) implements Command {}

    /** Coordinator came in. */
    public record CoordinatorRequested(
            Header header, Coordinator coordinator, CompletableFuture<CoordinatorReply> reply) implements Command {}

    /** The user wants out. */
    public record Leave() implements Command {}

    /** The user wants another nick. */
    public record Rename(Nick nick, CompletableFuture<RenameReply> reply) implements Command {}

    // what liveness and election report, each about one stint
    public record ViewSeen(View view, boolean byItsLeader) implements Command {}

    public record LeaderLost(Stint about) implements Command {}

    public record LeaderDenies(Stint about) implements Command {}

    public record LeaderSuspected(Stint about, boolean suspected) implements Command {}

    public record MemberLost(Stint about, MemberId member) implements Command {}

    public record MemberBehind(MemberId member) implements Command {}

    public record Verified(Stint about, Uid suspect, boolean alive) implements Command {}

    public record Lagged(Stint about) implements Command {}

    public record Resumed() implements Command {}

    public record MayClaim(Stint about, int heard) implements Command {}

    public record LeaderIsFresh(Stint about) implements Command {}

    public record ElectionOver(Stint about) implements Command {}

    /** Somebody else of this node asked the directory. */
    public record DirectorySeen(boolean answers) implements Command {}

    record Informed(long ticket, Optional<NetworkInfo> record) implements Command {}

    record DirectoryAnswered(long ticket, DirectoryReply reply) implements Command {}

    record DirectoryFailed(long ticket) implements Command {}

    record JoinAnswered(long ticket, JoinReply reply) implements Command {}

    record LeaveAnswered(long ticket, LeaveReply reply) implements Command {}

    record CoordinatorAnswered(long ticket, CoordinatorReply reply) implements Command {}

    record PeerFailed(long ticket) implements Command {}

    private record Kept(@Nullable Throwable cause) implements Command {}

    private record Due(Timer timer) implements Command {}

    /** A call ended in a way that no call should. */
    private record Crash(@Nullable Throwable bug) implements Command {}

    /** The outside world, handed in by the guardian. */
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

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final MembershipCalls calls;
    private final Membership machine;
    private final Optional<NetworkId> network;
    private final Ports ports;
    private final Map<Long, CompletableFuture<?>> replies = new HashMap<>();
    private final Deque<Effect> waiting = new ArrayDeque<>();
    private long lastTicket;
    private boolean keeping;

    private MembershipActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            NetworkName name,
            Membership machine,
            Ports ports) {
        super(context);
        context.setLoggerName(MembershipActor.class);
        this.context = context;
        this.timers = timers;
        this.calls = new MembershipCalls(name, ports.directory(), ports.peers());
        this.machine = machine;
        this.network = machine.network();
        this.ports = ports;
        take(machine.start(now(), ports.random()));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Kept.class, this::onKept)
                .onMessage(CoordinatorRequested.class, this::onCoordinatorRequested)
                .onMessage(JoinRequested.class, this::onJoinRequested)
                .onMessage(LeaveRequested.class, this::onLeaveRequested)
                .onMessage(Due.class, m -> take(machine.timer(now(), ports.random(), m.timer())))
                .onMessage(Informed.class, m -> take(machine.informed(now(), ports.random(), m.ticket(), m.record())))
                .onMessage(
                        DirectoryAnswered.class,
                        m -> take(machine.directoryAnswered(now(), ports.random(), m.ticket(), m.reply())))
                .onMessage(DirectoryFailed.class, m -> take(machine.directoryFailed(now(), ports.random(), m.ticket())))
                .onMessage(
                        JoinAnswered.class,
                        m -> take(machine.joinAnswered(now(), ports.random(), m.ticket(), m.reply())))
                .onMessage(
                        LeaveAnswered.class,
                        m -> take(machine.leaveAnswered(now(), ports.random(), m.ticket(), m.reply())))
                .onMessage(
                        CoordinatorAnswered.class,
                        m -> take(machine.coordinatorAnswered(now(), ports.random(), m.ticket(), m.reply())))
                .onMessage(PeerFailed.class, m -> take(machine.peerFailed(now(), ports.random(), m.ticket())))
                .onMessage(
                        ViewSeen.class, m -> take(machine.viewSeen(now(), ports.random(), m.view(), m.byItsLeader())))
                .onMessage(LeaderLost.class, m -> take(machine.leaderLost(now(), ports.random(), m.about())))
                .onMessage(LeaderDenies.class, m -> take(machine.leaderDenies(now(), ports.random(), m.about())))
                .onMessage(LeaderSuspected.class, m -> take(machine.leaderSuspected(m.about(), m.suspected())))
                .onMessage(
                        MemberLost.class, m -> take(machine.memberLost(now(), ports.random(), m.about(), m.member())))
                .onMessage(MemberBehind.class, m -> take(machine.memberBehind(now(), ports.random(), m.member())))
                .onMessage(
                        Verified.class,
                        m -> take(machine.verified(now(), ports.random(), m.about(), m.suspect(), m.alive())))
                .onMessage(Lagged.class, m -> take(machine.lagged(now(), ports.random(), m.about())))
                .onMessage(Resumed.class, m -> take(machine.resumed(now(), ports.random())))
                .onMessage(MayClaim.class, m -> take(machine.mayClaim(now(), ports.random(), m.about(), m.heard())))
                .onMessage(LeaderIsFresh.class, m -> take(machine.leaderIsFresh(now(), ports.random(), m.about())))
                .onMessage(ElectionOver.class, m -> take(machine.electionOver(now(), ports.random(), m.about())))
                .onMessage(DirectorySeen.class, m -> take(machine.directorySeen(m.answers())))
                .onMessage(Crash.class, this::onCrash)
                .onMessage(
                        Rename.class, m -> take(machine.rename(now(), ports.random(), ticketFor(m.reply()), m.nick())))
                .onMessage(Leave.class, m -> take(machine.leave(now(), ports.random())))
                .onSignal(PostStop.class, signal -> onStop())
                .build();
    }

    private Behavior<Command> onJoinRequested(JoinRequested m) {
        return take(machine.joinRequested(now(), ports.random(), ticketFor(m.reply()), m.header(), m.request()));
    }

    private Behavior<Command> onLeaveRequested(LeaveRequested m) {
        return take(machine.leaveRequested(now(), ports.random(), ticketFor(m.reply()), m.header()));
    }

    private Behavior<Command> onCoordinatorRequested(CoordinatorRequested m) {
        return take(
                machine.coordinatorRequested(now(), ports.random(), ticketFor(m.reply()), m.header(), m.coordinator()));
    }

    private Behavior<Command> onKept(Kept m) {
        keeping = false;
        if (m.cause() != null) {
            waiting.clear();
            ports.guardian().accept(new MembershipReport.StoreFailed(m.cause()));
            return this;
        }
        performWaiting();
        return this;
    }

    private Behavior<Command> onCrash(Crash m) {
        throw new IllegalStateException("a call failed for a bug", m.bug());
    }

    private Behavior<Command> onStop() {
        replies.values().forEach(reply -> reply.completeExceptionally(new IllegalStateException("leaving")));
        return this;
    }

    private Behavior<Command> take(List<Effect> effects) {
        if (network.isPresent() && !machine.network().equals(network)) {
            ports.guardian()
                    .accept(new MembershipReport.Elsewhere(machine.network().orElseThrow()));
            return Behaviors.stopped();
        }
        waiting.addAll(effects);
        performWaiting();
        return this;
    }

    /** In order, and nothing before the view ahead of it is durable (protocol 2.10). */
    private void performWaiting() {
        while (!keeping && !waiting.isEmpty()) {
            perform(waiting.remove());
        }
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Keep keep) {
            keeping = true;
            context.pipeToSelf(ports.store().keep(keep.kept()), (done, cause) -> new Kept(cause));
        } else if (effect instanceof Effect.Stand stand) {
            ports.guardian().accept(new MembershipReport.Stands(stand.standing()));
        } else if (effect instanceof Effect.Tell tell) {
            ports.guardian().accept(new MembershipReport.Told(tell.event()));
        } else if (effect instanceof Effect.Verify verify) {
            ports.guardian().accept(new MembershipReport.Verify(verify.stint(), verify.suspect()));
        } else if (effect instanceof Effect.Schedule schedule) {
            timers.startSingleTimer(
                    schedule.timer(), new Due(schedule.timer()), Duration.ofMillis(schedule.delayMillis()));
        } else if (effect instanceof Effect.Cancel cancel) {
            timers.cancel(cancel.timer());
        } else if (effect instanceof Effect.Answer answer) {
            answer(answer.ticket(), answer.reply());
        } else if (effect instanceof Effect.AskInformation
                || effect instanceof Effect.AskDirectory
                || effect instanceof Effect.Join
                || effect instanceof Effect.Leave
                || effect instanceof Effect.Coordinate) {
            call(effect);
        } else {
            throw new AssertionError("no handler for " + effect);
        }
    }

    private void call(Effect effect) {
        context.pipeToSelf(
                calls.make(effect, machine.standing()), (answer, bug) -> answer == null ? new Crash(bug) : answer);
    }

    private long ticketFor(CompletableFuture<?> reply) {
        lastTicket++;
        replies.put(lastTicket, reply);
        return lastTicket;
    }

    @SuppressWarnings("unchecked") // the machine answers each ticket in kind
    private <T> void answer(long ticket, T reply) {
        CompletableFuture<?> waits = replies.remove(ticket);
        if (waits != null) {
            ((CompletableFuture<T>) waits).complete(reply);
        }
    }

    private long now() {
        return ports.clock().getAsLong();
    }
}
