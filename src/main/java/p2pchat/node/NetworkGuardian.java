package p2pchat.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import p2pchat.membership.MembershipReport;
import p2pchat.model.Address;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Role;

/**
 * Runs one network of this node, from the search for it until its store is closed.
 *
 * <pre>
 *   finding (resolves the name, opens the store) ──► running ──► closing
 *       ▲                                               │
 *       └─────── another founder took the name, ────────┘
 *                or a copy of the store wrote, too
 * </pre>
 */
public final class NetworkGuardian {

    /** Limits the attempts to enter, unless a former member keeps trying. Longer than a newcomer must wait (H19). */
    private static final Duration ENTRY_TIMEOUT = Duration.ofSeconds(30);

    /** Limits leaving before this node enters again as a new member. */
    private static final Duration RENEWAL_TIMEOUT = Duration.ofSeconds(3);

    private static final int MAX_WAITING = 1_024;

    /** More stores than a person can need, so that a fault does not draw new ones for ever. */
    private static final int MAX_RENEWALS = 16;

    public sealed interface Command {}

    public record Leave(CompletableFuture<Done> left) implements Command {}

    public record Submit(NetworkRequest request) implements Command {}

    record DirectoryChecked(boolean answered) implements Command {}

    record AddressChanged(Address address) implements Command {}

    private record Found(NetworkFinder.Found found) implements Command {}

    private record Failed(Throwable cause) implements Command {}

    record WrongKeySeen(Problem.WrongKey problem) implements Command {}

    record FromMembership(MembershipReport report) implements Command {}

    /** A report of an actor of the network, handled by {@link NetworkActors}. */
    non-sealed interface ActorReport extends Command {}

    record ActorFailed(String actor) implements Command {}

    /**
     * This node's store may not write any more, so this node continues with a new uid (protocol 2.8).
     *
     * @param notice explains that to the user, unless another event does
     */
    record OwnStoreEnded(String why, Optional<NetworkEvent> notice) implements Command {}

    record Announced(NetworkEvent event) implements Command {}

    private record RenewalDue() implements Command {}

    private record ActorsStopped() implements Command {}

    private record EntryTimeout() implements Command {}

    private record StoreCheckDue() implements Command {}

    private record Closed() implements Command {}

    public static Behavior<Command> create(
            NetworkSettings settings, NodeContext node, Consumer<NetworkEvent> listener) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                MAX_WAITING, stash -> new NetworkGuardian(context, timers, stash, settings, node, listener).start())));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final StashBuffer<Command> stash;
    private final NetworkSettings settings;
    private final NodeContext node;
    private final Consumer<NetworkEvent> listener;
    private final List<CompletableFuture<Done>> leavers = new ArrayList<>();
    private Optional<Problem> lastProblem = Optional.empty();
    private boolean ended;
    private boolean awaitsApproval;
    private int renewals;

    private NetworkGuardian(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            StashBuffer<Command> stash,
            NetworkSettings settings,
            NodeContext node,
            Consumer<NetworkEvent> listener) {
        context.setLoggerName(NetworkGuardian.class);
        this.context = context;
        this.timers = timers;
        this.stash = stash;
        this.settings = settings;
        this.node = node;
        this.listener = listener;
    }

    private Behavior<Command> start() {
        timers.startSingleTimer(new EntryTimeout(), ENTRY_TIMEOUT);
        return finding(new NetworkFinder(settings, node, listener).find());
    }

    private Behavior<Command> finding(CompletionStage<NetworkFinder.Found> search) {
        context.pipeToSelf(search, (found, cause) -> cause == null ? new Found(found) : new Failed(cause));
        return Behaviors.receive(Command.class)
                .onMessage(Found.class, this::onFound)
                .onMessage(Failed.class, this::onFindFailed)
                .onMessage(EntryTimeout.class, m -> abandon(search, Optional.of(entryProblem())))
                .onMessage(Leave.class, m -> onLeaveWhileFinding(search, m))
                .onMessage(Command.class, this::later)
                .build();
    }

    private Behavior<Command> onFound(Found m) {
        NetworkActors actors = new NetworkActors(
                context,
                settings,
                node,
                listener,
                m.found().network(),
                m.found().contents());
        timers.startTimerWithFixedDelay(new StoreCheckDue(), StoreWatch.TICK);
        return stash.unstashAll(running(actors));
    }

    private Behavior<Command> onFindFailed(Failed m) {
        Problem problem = ProblemException.find(m.cause())
                .orElseThrow(() -> new IllegalStateException("could not open " + settings.name(), m.cause()));
        return end(Optional.of(problem));
    }

    private Behavior<Command> onLeaveWhileFinding(CompletionStage<NetworkFinder.Found> search, Leave m) {
        m.left().complete(Done.getInstance());
        return abandon(search, Optional.empty());
    }

    /** Ends at once; a store that the search still opens is closed again. */
    private Behavior<Command> abandon(CompletionStage<NetworkFinder.Found> search, Optional<Problem> problem) {
        CompletionStage<Void> unused =
                search.thenCompose(found -> found.contents().store().close());
        return end(problem);
    }

    private Behavior<Command> running(NetworkActors actors) {
        return Behaviors.receive(Command.class)
                .onMessage(ActorReport.class, m -> stay(() -> actors.onReport(m)))
                .onMessage(FromMembership.class, m -> onMembership(actors, m.report()))
                .onMessage(Leave.class, m -> onLeave(actors, m))
                .onMessage(Submit.class, m -> stay(() -> actors.dispatch(m.request())))
                .onMessage(
                        WrongKeySeen.class,
                        m -> stay(() -> actors.onWrongKey(m.problem()).ifPresent(this::announce)))
                .onMessage(OwnStoreEnded.class, m -> renewing(actors, m))
                .onMessage(Announced.class, m -> stay(() -> announce(m.event())))
                .onMessage(DirectoryChecked.class, m -> stay(() -> actors.directoryChecked(m.answered())))
                .onMessage(AddressChanged.class, m -> stay(() -> actors.addressChanged(m.address())))
                .onMessage(
                        StoreCheckDue.class, m -> stay(() -> actors.checkStore().ifPresent(this::announce)))
                .onMessage(
                        EntryTimeout.class,
                        m -> actors.mayStay() || awaitsApproval ? Behaviors.same() : failed(actors, entryProblem()))
                // a failed actor is a bug: a network that ends with an error is better than one that half works
                .onMessage(ActorFailed.class, m -> failed(actors, new Problem.Internal(m.actor() + " failed")))
                .build();
    }

    private static Behavior<Command> stay(Runnable action) {
        action.run();
        return Behaviors.same();
    }

    private Behavior<Command> onMembership(NetworkActors actors, MembershipReport report) {
        if (report instanceof MembershipReport.Changed changed) {
            actors.onMembership(changed.snapshot());
            return changed.snapshot().role() == Role.LEFT ? closing(actors) : Behaviors.same();
        } else if (report instanceof MembershipReport.Verify verify) {
            actors.verify(verify.stint(), verify.suspect());
        } else if (report instanceof MembershipReport.Admitted admitted) {
            actors.onAdmitted(admitted.frontier());
        } else if (report instanceof MembershipReport.Event reported) {
            announce(actors.onEvent(reported.event()));
            actors.newKeys(reported.event()).forEach(this::announce);
        } else if (report instanceof MembershipReport.NameTaken taken) {
            context.getLog().info("another node founded {} first", settings.name());
            return relocating(actors, taken.network());
        } else if (report instanceof MembershipReport.StoreFailed failed) {
            announce(new NetworkEvent.Ended(ProblemException.find(failed.cause())));
            return closing(actors);
        } else {
            throw new AssertionError("no handler for " + report);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onLeave(NetworkActors actors, Leave m) {
        leavers.add(m.left());
        actors.leave();
        return Behaviors.same();
    }

    private Behavior<Command> failed(NetworkActors actors, Problem problem) {
        announce(new NetworkEvent.Ended(Optional.of(problem)));
        return closing(actors);
    }

    private Problem entryProblem() {
        return lastProblem.orElseGet(() -> new Problem.DirectoryUnreachable(settings.directory(), "no answer in time"));
    }

    private Behavior<Command> closing(NetworkActors actors) {
        stopAll(actors);
        return Behaviors.receive(Command.class)
                .onMessage(ActorsStopped.class, m -> closeStore(actors))
                .onMessage(Closed.class, m -> closed())
                .onMessage(FromMembership.class, m -> onLastReport(actors, m.report()))
                .onMessage(Leave.class, m -> stay(() -> leavers.add(m.left())))
                .onMessage(Submit.class, m -> stay(() -> m.request().fail("leaving")))
                .onMessage(Command.class, m -> Behaviors.same())
                .build();
    }

    /** Leaves, so that the nick is free, and enters again. The store draws a new uid when it is opened. */
    private Behavior<Command> renewing(NetworkActors actors, OwnStoreEnded end) {
        if (++renewals > MAX_RENEWALS) {
            return failed(actors, new Problem.Internal("the store ended " + renewals + " times: " + end.why()));
        }
        context.getLog().warn("the store of {} has ended: {}; continuing as a new member", settings.name(), end.why());
        end.notice().ifPresent(this::announce);
        actors.leave();
        timers.startSingleTimer(new RenewalDue(), RENEWAL_TIMEOUT);
        return Behaviors.receive(Command.class)
                .onMessage(
                        FromMembership.class,
                        m -> hasLeft(m.report()) ? relocating(actors, actors.network()) : Behaviors.same())
                .onMessage(RenewalDue.class, m -> relocating(actors, actors.network()))
                .onMessage(ActorFailed.class, m -> relocating(actors, actors.network()))
                .onMessage(Leave.class, this::later)
                .onMessage(Submit.class, this::later)
                .onMessage(AddressChanged.class, this::later)
                .onMessage(Command.class, m -> Behaviors.same())
                .build();
    }

    private static boolean hasLeft(MembershipReport report) {
        return report instanceof MembershipReport.Changed changed
                && changed.snapshot().role() == Role.LEFT;
    }

    /**
     * Closes the store of the network that this node failed to found, and enters the one that has its name; or closes and
     * opens the store of the same network.
     */
    private Behavior<Command> relocating(NetworkActors actors, NetworkId network) {
        stopAll(actors);
        return Behaviors.receive(Command.class)
                .onMessage(ActorsStopped.class, m -> closeStore(actors))
                .onMessage(Closed.class, m -> finding(new NetworkFinder(settings, node, listener).open(network)))
                .onMessage(Leave.class, this::later)
                .onMessage(Submit.class, this::later)
                .onMessage(EntryTimeout.class, this::later)
                .onMessage(AddressChanged.class, this::later)
                .onMessage(Command.class, m -> Behaviors.same())
                .build();
    }

    private void stopAll(NetworkActors actors) {
        timers.cancel(new StoreCheckDue());
        context.pipeToSelf(actors.stop(), (done, cause) -> new ActorsStopped());
    }

    private Behavior<Command> closeStore(NetworkActors actors) {
        context.pipeToSelf(actors.closeStore(), (done, cause) -> new Closed());
        return Behaviors.same();
    }

    private Behavior<Command> onLastReport(NetworkActors actors, MembershipReport report) {
        if (report instanceof MembershipReport.Event reported) {
            announce(actors.onEvent(reported.event()));
        }
        return Behaviors.same();
    }

    private Behavior<Command> closed() {
        leavers.forEach(left -> left.complete(Done.getInstance()));
        return end(Optional.empty());
    }

    private Behavior<Command> end(Optional<Problem> problem) {
        announce(new NetworkEvent.Ended(problem));
        stash.forEach(NetworkGuardian::reject);
        return Behaviors.stopped();
    }

    private static void reject(Command waiting) {
        if (waiting instanceof Leave leave) {
            leave.left().complete(Done.getInstance());
        } else if (waiting instanceof Submit submit) {
            submit.request().fail("leaving");
        }
    }

    /** Passes an event on. Only the first end is announced. */
    private void announce(NetworkEvent event) {
        if (event instanceof NetworkEvent.Ended && ended) {
            return;
        }
        ended = ended || event instanceof NetworkEvent.Ended;
        if (event instanceof NetworkEvent.Trouble trouble) {
            awaitsApproval = awaitsApproval || trouble.problem() instanceof Problem.AwaitingApproval;
            boolean isExplained =
                    lastProblem.filter(Problem.WrongKey.class::isInstance).isPresent();
            lastProblem = isExplained ? lastProblem : Optional.of(trouble.problem());
        }
        listener.accept(event);
    }

    private Behavior<Command> later(Command command) {
        if (stash.isFull()) {
            reject(command);
        } else {
            stash.stash(command);
        }
        return Behaviors.same();
    }
}
