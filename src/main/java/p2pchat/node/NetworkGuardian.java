package p2pchat.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import p2pchat.membership.MembershipReport;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Role;

/**
 * One network of this node, from the search for it to the goodbye.
 *
 * <pre>
 *   finding (which network is meant? where is its store?) ──► running ──► closing
 *       ▲                                                          │
 *       └──────── a founder lost the race for the name ────────────┘
 * </pre>
 */
public final class NetworkGuardian {

    /** So long a node tries to get in before it gives up and says why. Longer than a newcomer must wait (H19). */
    private static final Duration PATIENCE_AT_THE_DOOR = Duration.ofSeconds(30);

    private static final int MAX_WAITING = 1_024;

    public sealed interface Command {}

    public record Say(MessageDraft what, CompletableFuture<MessageId> accepted) implements Command {}

    public record Leave(CompletableFuture<Done> left) implements Command {}

    public record Run(NetworkRequest errand) implements Command {}

    /** Whether the directory answered when it was asked last. */
    record DirectorySeen(boolean answers) implements Command {}

    private record Found(NetworkFinder.Found found) implements Command {}

    private record Failed(Throwable cause) implements Command {}

    record FromMembership(MembershipReport report) implements Command {}

    /** What the other actors of a network report. */
    non-sealed interface OfActors extends Command {}

    record ActorFailed(String actor) implements Command {}

    private record ActorsStopped() implements Command {}

    private record StillOutside() implements Command {}

    private record Closed() implements Command {}

    /** What this process lends to each of its networks. */
    public record World(
            Endpoint endpoint, Stores stores, LongSupplier clock, LongSupplier wallClock, RandomGenerator random) {}

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

    private Behavior<Command> start() {
        timers.startSingleTimer(new StillOutside(), PATIENCE_AT_THE_DOOR);
        return finding(new NetworkFinder(settings, world).find());
    }

    private Behavior<Command> finding(CompletionStage<NetworkFinder.Found> search) {
        context.pipeToSelf(search, (found, cause) -> cause == null ? new Found(found) : new Failed(cause));
        return Behaviors.receive(Command.class)
                .onMessage(Found.class, this::onFound)
                .onMessage(Failed.class, this::onFailedOutside)
                .onMessage(StillOutside.class, m -> abandon(search, Optional.of(reasonToGiveUp())))
                .onMessage(Leave.class, m -> onLeaveOutside(search, m))
                .onMessage(Command.class, this::later)
                .build();
    }

    private Behavior<Command> onFound(Found m) {
        NetworkActors actors = new NetworkActors(
                context,
                settings,
                world,
                listener,
                m.found().network(),
                m.found().contents());
        return stash.unstashAll(running(actors));
    }

    private Behavior<Command> onFailedOutside(Failed m) {
        Problem problem = ProblemException.in(m.cause())
                .orElseThrow(() -> new IllegalStateException("could not open " + settings.name(), m.cause()));
        return end(Optional.of(problem));
    }

    private Behavior<Command> onLeaveOutside(CompletionStage<NetworkFinder.Found> search, Leave m) {
        m.left().complete(Done.getInstance());
        return abandon(search, Optional.empty());
    }

    /** A store that is opened for nobody any more is closed again. */
    private Behavior<Command> abandon(CompletionStage<NetworkFinder.Found> search, Optional<Problem> why) {
        CompletionStage<Void> unused =
                search.thenCompose(found -> found.contents().store().close());
        return end(why);
    }

    private Behavior<Command> running(NetworkActors actors) {
        return Behaviors.receive(Command.class)
                .onMessage(Say.class, m -> stay(() -> actors.say(m.what(), m.accepted())))
                .onMessage(OfActors.class, m -> stay(() -> actors.on(m)))
                .onMessage(FromMembership.class, m -> onMembership(actors, m.report()))
                .onMessage(Leave.class, m -> onLeave(actors, m))
                .onMessage(Run.class, m -> stay(() -> actors.run(m.errand())))
                .onMessage(DirectorySeen.class, m -> stay(() -> actors.directorySeen(m.answers())))
                .onMessage(
                        StillOutside.class, m -> actors.entered() ? Behaviors.same() : failed(actors, reasonToGiveUp()))
                // an actor that fails has met a bug: better a node that ends and says so than one half alive
                .onMessage(ActorFailed.class, m -> failed(actors, new Problem.Internal(m.actor() + " failed")))
                .build();
    }

    private static Behavior<Command> stay(Runnable done) {
        done.run();
        return Behaviors.same();
    }

    private Behavior<Command> onMembership(NetworkActors actors, MembershipReport report) {
        if (report instanceof MembershipReport.Stands stands) {
            actors.stand(stands.standing());
            return stands.standing().role() == Role.LEFT ? closing(actors) : Behaviors.same();
        } else if (report instanceof MembershipReport.Verify verify) {
            actors.verify(verify.stint(), verify.suspect());
        } else if (report instanceof MembershipReport.Told told) {
            tell(actors.completed(told.event()));
        } else if (report instanceof MembershipReport.Elsewhere elsewhere) {
            context.getLog().info("somebody else founded {} first", settings.name());
            return relocating(actors, elsewhere.network());
        } else if (report instanceof MembershipReport.StoreFailed failed) {
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

    private Behavior<Command> failed(NetworkActors actors, Problem problem) {
        tell(new NetworkEvent.Ended(Optional.of(problem)));
        return closing(actors);
    }

    private Problem reasonToGiveUp() {
        return lastTrouble.orElseGet(() -> new Problem.DirectoryUnreachable(settings.directory(), "no answer in time"));
    }

    private Behavior<Command> closing(NetworkActors actors) {
        stopAll(actors);
        return Behaviors.receive(Command.class)
                .onMessage(ActorsStopped.class, m -> closeStore(actors))
                .onMessage(Closed.class, m -> gone())
                .onMessage(FromMembership.class, m -> onLastWords(actors, m.report()))
                .onMessage(Leave.class, m -> stay(() -> leavers.add(m.left())))
                .onMessage(Say.class, NetworkGuardian::tooLate)
                .onMessage(Run.class, m -> stay(() -> m.errand().fail("leaving")))
                .onMessage(Command.class, m -> Behaviors.same())
                .build();
    }

    /** The store was of a network that never came to be; the name belongs to another. */
    private Behavior<Command> relocating(NetworkActors actors, NetworkId network) {
        stopAll(actors);
        return Behaviors.receive(Command.class)
                .onMessage(ActorsStopped.class, m -> closeStore(actors))
                .onMessage(Closed.class, m -> finding(new NetworkFinder(settings, world).open(network)))
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

    private Behavior<Command> onLastWords(NetworkActors actors, MembershipReport report) {
        if (report instanceof MembershipReport.Told told) {
            tell(actors.completed(told.event()));
        }
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
        } else if (waiting instanceof Run run) {
            run.errand().fail("leaving");
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
}
