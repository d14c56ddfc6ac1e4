package p2pchat.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import p2pchat.election.ElectionReport;
import p2pchat.liveness.LivenessReport;
import p2pchat.log.LogStore;
import p2pchat.membership.MembershipActor;
import p2pchat.membership.ViewStore;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Ranges;
import p2pchat.model.Role;

/**
 * One network of this node, from the search for it to the goodbye.
 *
 * <pre>
 *   locating (which network is meant?) ──► opening (its store) ──► running ──► closing
 *       ▲                                                            │
 *       └──────── a founder lost the race for the name ──────────────┘
 * </pre>
 */
public final class NetworkGuardian {

    /** So long a node tries to get in before it gives up and says why. Longer than a newcomer must wait (H19). */
    private static final Duration PATIENCE_AT_THE_DOOR = Duration.ofSeconds(30);

    private static final int MAX_WAITING = 1_024;

    public sealed interface Command {}

    public record Say(String text, CompletableFuture<MessageId> accepted) implements Command {}

    public record Leave(CompletableFuture<Done> left) implements Command {}

    private record Located(List<NetworkId> admitted, Whereabouts.Directory directory) implements Command {}

    private record Opened(NetworkId network, Contents contents) implements Command {}

    private record Failed(Throwable cause) implements Command {}

    record FromMembership(MembershipActor.Report report) implements Command {}

    record FromLiveness(LivenessReport report) implements Command {}

    record FromElection(ElectionReport report) implements Command {}

    record ActorFailed(String actor) implements Command {}

    private record ActorsStopped() implements Command {}

    private record StillOutside() implements Command {}

    private record Closed() implements Command {}

    /** What this process lends to each of its networks. */
    public record World(
            Endpoint endpoint, Stores stores, LongSupplier clock, LongSupplier wallClock, RandomGenerator random) {}

    /** What a store holds when it is opened. */
    record Contents(
            Stores.Opened store,
            ViewStore.Kept kept,
            LogStore.Summary log,
            Map<NodeId, Ranges> cursors,
            Map<NodeId, Nick> nicks) {}

    public static Behavior<Command> create(NetworkSettings settings, World world, Consumer<NetworkEvent> listener) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                MAX_WAITING, stash -> new NetworkGuardian(context, timers, stash, settings, world, listener).start())));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final StashBuffer<Command> stash;
    private final NetworkSettings settings;
    private final World world;
    private final Consumer<NetworkEvent> listener;
    private final List<CompletableFuture<Done>> leavers = new ArrayList<>();
    private Optional<Problem> lastTrouble = Optional.empty();
    private boolean ended;

    private NetworkGuardian(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            StashBuffer<Command> stash,
            NetworkSettings settings,
            World world,
            Consumer<NetworkEvent> listener) {
        context.setLoggerName(NetworkGuardian.class);
        this.context = context;
        this.timers = timers;
        this.stash = stash;
        this.settings = settings;
        this.world = world;
        this.listener = listener;
    }

    // ---- locating and opening

    private Behavior<Command> start() {
        timers.startSingleTimer(new StillOutside(), PATIENCE_AT_THE_DOOR);
        return locating();
    }

    private Behavior<Command> locating() {
        CompletionStage<Whereabouts.Directory> directory = world.endpoint()
                .directory()
                .information(settings.name())
                .handle((record, cause) -> cause == null
                        ? new Whereabouts.Directory.Answers(record)
                        : new Whereabouts.Directory.Silent(words(cause)));
        context.pipeToSelf(
                world.stores().admitted(settings.name()).thenCombine(directory, Located::new),
                (located, cause) -> cause == null ? located : new Failed(cause));
        return Behaviors.receive(Command.class)
                .onMessage(Located.class, this::onLocated)
                .onMessage(Failed.class, this::onFailedOutside)
                .onMessage(StillOutside.class, m -> giveUp())
                .onMessage(Leave.class, this::onLeaveOutside)
                .onMessage(Command.class, this::later)
                .build();
    }

    private Behavior<Command> onLocated(Located m) {
        Whereabouts found =
                Whereabouts.of(settings.name(), settings.entry(), settings.directory(), m.admitted(), m.directory());
        if (found instanceof Whereabouts.Nowhere nowhere) {
            return end(nowhere.problem());
        }
        return opening(found instanceof Whereabouts.Known known ? known.network() : NetworkId.random());
    }

    private Behavior<Command> opening(NetworkId network) {
        context.pipeToSelf(
                world.stores().open(settings.name(), network).thenCompose(NetworkGuardian::read),
                (contents, cause) -> cause == null ? new Opened(network, contents) : new Failed(cause));
        return Behaviors.receive(Command.class)
                .onMessage(Opened.class, this::onOpened)
                .onMessage(Failed.class, this::onFailedOutside)
                .onMessage(Command.class, this::later)
                .build();
    }

    /** What cannot be read is closed again, or nobody could ever open it. */
    private static CompletionStage<Contents> read(Stores.Opened store) {
        return contents(store)
                .exceptionallyCompose(cause -> store.close()
                        .handle((done, alsoFailed) -> cause)
                        .thenCompose(CompletableFuture::<Contents>failedFuture));
    }

    private static CompletionStage<Contents> contents(Stores.Opened store) {
        return store.views()
                .load()
                .thenCompose(kept -> store.log()
                        .summary()
                        .thenCompose(summary -> store.log()
                                .cursors()
                                .thenCombine(
                                        store.nicks(),
                                        (cursors, nicks) -> new Contents(store, kept, summary, cursors, nicks))));
    }

    private Behavior<Command> onOpened(Opened m) {
        NetworkActors actors = new NetworkActors(context, settings, world, listener, m.network(), m.contents());
        return stash.unstashAll(running(actors));
    }

    private Behavior<Command> onFailedOutside(Failed m) {
        return end(ProblemException.in(m.cause())
                .orElseThrow(() -> new IllegalStateException("could not open " + settings.name(), m.cause())));
    }

    private Behavior<Command> onLeaveOutside(Leave m) {
        m.left().complete(Done.getInstance());
        return end(Optional.empty());
    }

    // ---- running

    private Behavior<Command> running(NetworkActors actors) {
        return Behaviors.receive(Command.class)
                .onMessage(Say.class, m -> onSay(actors, m))
                .onMessage(FromLiveness.class, m -> onLiveness(actors, m.report()))
                .onMessage(FromElection.class, m -> onElection(actors, m.report()))
                .onMessage(FromMembership.class, m -> onMembership(actors, m.report()))
                .onMessage(Leave.class, m -> onLeave(actors, m))
                .onMessage(StillOutside.class, m -> actors.entered() ? Behaviors.same() : giveUp(actors))
                .onMessage(ActorFailed.class, m -> onActorFailed(actors, m))
                .build();
    }

    private Behavior<Command> onSay(NetworkActors actors, Say m) {
        actors.say(m.text(), m.accepted());
        return Behaviors.same();
    }

    private Behavior<Command> onLiveness(NetworkActors actors, LivenessReport report) {
        actors.fromLiveness(report);
        return Behaviors.same();
    }

    private Behavior<Command> onElection(NetworkActors actors, ElectionReport report) {
        actors.fromElection(report);
        return Behaviors.same();
    }

    private Behavior<Command> onMembership(NetworkActors actors, MembershipActor.Report report) {
        if (report instanceof MembershipActor.Report.Stands stands) {
            actors.stand(stands.standing());
            return stands.standing().role() == Role.LEFT ? closing(actors) : Behaviors.same();
        } else if (report instanceof MembershipActor.Report.Verify verify) {
            actors.verify(verify.stint(), verify.suspect());
        } else if (report instanceof MembershipActor.Report.Told told) {
            tell(actors.completed(told.event()));
        } else if (report instanceof MembershipActor.Report.Elsewhere elsewhere) {
            context.getLog().info("somebody else founded {} first", settings.name());
            return relocating(actors, elsewhere.network());
        } else if (report instanceof MembershipActor.Report.StoreFailed failed) {
            tell(new NetworkEvent.Ended(ProblemException.in(failed.cause())));
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

    /** An actor that fails has met a bug: better a node that ends and says so than one that is half alive. */
    private Behavior<Command> onActorFailed(NetworkActors actors, ActorFailed m) {
        tell(new NetworkEvent.Ended(Optional.of(new Problem.Internal(m.actor() + " failed"))));
        return closing(actors);
    }

    private Behavior<Command> giveUp(NetworkActors actors) {
        tell(new NetworkEvent.Ended(Optional.of(reasonToGiveUp())));
        return closing(actors);
    }

    private Behavior<Command> giveUp() {
        return end(reasonToGiveUp());
    }

    private Problem reasonToGiveUp() {
        return lastTrouble.orElseGet(() -> new Problem.DirectoryUnreachable(settings.directory(), "no answer in time"));
    }

    // ---- closing

    private Behavior<Command> closing(NetworkActors actors) {
        stopAll(actors);
        return Behaviors.receive(Command.class)
                .onMessage(ActorsStopped.class, m -> closeStore(actors))
                .onMessage(Closed.class, m -> gone())
                .onMessage(FromMembership.class, m -> onLastWords(actors, m.report()))
                .onMessage(Leave.class, this::onLeaveAgain)
                .onMessage(Say.class, NetworkGuardian::tooLate)
                .onMessage(Command.class, m -> Behaviors.same())
                .build();
    }

    /** The store was of a network that never came to be; the name belongs to another. */
    private Behavior<Command> relocating(NetworkActors actors, NetworkId network) {
        stopAll(actors);
        return Behaviors.receive(Command.class)
                .onMessage(ActorsStopped.class, m -> closeStore(actors))
                .onMessage(Closed.class, m -> opening(network))
                .onMessage(Leave.class, this::later)
                .onMessage(Say.class, this::later)
                .onMessage(StillOutside.class, this::later)
                .onMessage(Command.class, m -> Behaviors.same())
                .build();
    }

    private void stopAll(NetworkActors actors) {
        context.pipeToSelf(actors.stop(), (done, cause) -> new ActorsStopped());
    }

    private Behavior<Command> closeStore(NetworkActors actors) {
        context.pipeToSelf(actors.closeStore(), (done, cause) -> new Closed());
        return Behaviors.same();
    }

    private Behavior<Command> onLastWords(NetworkActors actors, MembershipActor.Report report) {
        if (report instanceof MembershipActor.Report.Told told) {
            tell(actors.completed(told.event()));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onLeaveAgain(Leave m) {
        leavers.add(m.left());
        return Behaviors.same();
    }

    private static Behavior<Command> tooLate(Say m) {
        m.accepted().completeExceptionally(new IllegalStateException("leaving"));
        return Behaviors.same();
    }

    private Behavior<Command> gone() {
        leavers.forEach(left -> left.complete(Done.getInstance()));
        return end(Optional.empty());
    }

    private Behavior<Command> end(Problem problem) {
        return end(Optional.of(problem));
    }

    private Behavior<Command> end(Optional<Problem> problem) {
        tell(new NetworkEvent.Ended(problem));
        stash.forEach(NetworkGuardian::turnAway);
        return Behaviors.stopped();
    }

    /** Whoever waited at the door is answered too. */
    private static void turnAway(Command waiting) {
        if (waiting instanceof Say say) {
            tooLate(say);
        } else if (waiting instanceof Leave leave) {
            leave.left().complete(Done.getInstance());
        }
    }

    /** The end is told once, by whoever knows the reason first. */
    private void tell(NetworkEvent event) {
        if (event instanceof NetworkEvent.Ended && ended) {
            return;
        }
        ended = ended || event instanceof NetworkEvent.Ended;
        if (event instanceof NetworkEvent.Trouble trouble) {
            lastTrouble = Optional.of(trouble.problem());
        }
        listener.accept(event);
    }

    private Behavior<Command> later(Command command) {
        if (!stash.isFull()) {
            stash.stash(command);
        }
        return Behaviors.same();
    }

    private static String words(@Nullable Throwable cause) {
        return cause == null || cause.getMessage() == null ? "no answer" : cause.getMessage();
    }
}
