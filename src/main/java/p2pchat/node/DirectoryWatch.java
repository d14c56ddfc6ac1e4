package p2pchat.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import p2pchat.membership.DirectoryCalls;
import p2pchat.model.Address;
import p2pchat.model.NetworkInfo;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/**
 * Asks the directory from time to time which networks exist and who leads them (M3), and remembers the answer. Where
 * none is, it may have one started inside this process: {@link DirectoryHostingPolicy} decides.
 */
public final class DirectoryWatch extends AbstractBehavior<DirectoryWatch.Command> {

    public sealed interface Command {}

    /**
     * Completes with what is known.
     *
     * @param anew whether the directory is asked for it now, where it answered before; without, nobody is asked
     */
    public record Ask(CompletableFuture<Known> known, boolean anew) implements Command {}

    /** Whoever asked hears what was known before. */
    private record WaitedLongEnough() implements Command {}

    /** A call that somebody else of this node made to the directory got no answer. */
    record Missed() implements Command {}

    private record Look() implements Command {}

    private record Seen(
            @Nullable List<NetworkInfo> networks, @Nullable Throwable cause) implements Command {}

    private record Started(DirectoryHost.Running running) implements Command {}

    private record NotStarted(Throwable cause) implements Command {}

    private record Ended() implements Command {}

    /**
     * What the directory said last.
     *
     * @param age since it said so; empty if it never did
     * @param reachable whether it answered when it was asked last
     */
    public record Known(List<NetworkInfo> networks, Optional<Duration> age, boolean reachable) {}

    /** What the rest of the node is told. */
    sealed interface Report {

        /** After each look; at the start not before there is an answer, or little hope for one. */
        record Looked(boolean answers, boolean hopeful) implements Report {}

        /** A directory runs inside this process now. */
        record Hosts(Address address) implements Report {}

        /** One should, but this stands against it. */
        record CannotHost(Problem problem) implements Report {}
    }

    /** Somebody sits there and waits for an answer. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(1);

    private static final int MOST_WAITING = 64;

    /**
     * A watch that begins with a look.
     *
     * @param host empty where the directory is not to be replaced
     */
    static Behavior<Command> create(
            DirectoryCalls directory,
            Optional<DirectoryHost> host,
            Consumer<Report> listener,
            LongSupplier clock,
            RandomGenerator random) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new DirectoryWatch(context, timers, directory, host, listener, clock, random)));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final DirectoryCalls directory;
    private final Optional<DirectoryHost> host;
    private final Consumer<Report> listener;
    private final LongSupplier clock;
    private final RandomGenerator random;
    private final DirectoryHostingPolicy hosting;
    private List<NetworkInfo> networks = List.of();
    private Optional<Long> seenAt = Optional.empty();
    private boolean reachable = true;
    private final List<CompletableFuture<Known>> waiting = new ArrayList<>();
    private boolean looking;
    private boolean told;

    private DirectoryWatch(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            DirectoryCalls directory,
            Optional<DirectoryHost> host,
            Consumer<Report> listener,
            LongSupplier clock,
            RandomGenerator random) {
        super(context);
        context.setLoggerName(DirectoryWatch.class);
        this.context = context;
        this.timers = timers;
        this.directory = directory;
        this.host = host;
        this.listener = listener;
        this.clock = clock;
        this.random = random;
        this.hosting = new DirectoryHostingPolicy(host.isPresent());
        look();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Ask.class, this::onAsk)
                .onMessage(WaitedLongEnough.class, m -> tellWaiting())
                .onMessage(Look.class, m -> look())
                .onMessage(Missed.class, m -> looking || !hosting.wouldLook() ? this : look())
                .onMessage(Seen.class, this::onSeen)
                .onMessage(Started.class, this::onStarted)
                .onMessage(NotStarted.class, this::onNotStarted)
                .onMessage(Ended.class, m -> next(hosting.ended(random)))
                .build();
    }

    private Behavior<Command> look() {
        timers.cancel(Look.class);
        looking = true;
        context.pipeToSelf(directory.networks(), Seen::new);
        return this;
    }

    private Behavior<Command> onSeen(Seen m) {
        looking = false;
        reachable = m.networks() != null;
        if (m.networks() != null) {
            networks = m.networks();
            seenAt = Optional.of(clock.getAsLong());
        }
        tellWaiting();
        DirectoryHostingPolicy.Next next =
                reachable ? hosting.answered(random) : hosting.unanswered(isLate(m.cause()), random);
        if (reachable || told || !hosting.isHopeful()) {
            told = true;
            listener.accept(new Report.Looked(reachable, hosting.isHopeful()));
        }
        return next(next);
    }

    private Behavior<Command> onStarted(Started m) {
        context.getLog()
                .info(
                        "no directory answered: one runs here now, at {}",
                        m.running().address());
        listener.accept(new Report.Hosts(m.running().address()));
        context.pipeToSelf(m.running().ended(), (done, cause) -> new Ended());
        return next(hosting.started());
    }

    private Behavior<Command> onNotStarted(NotStarted m) {
        Optional<Problem> problem = ProblemException.in(m.cause());
        boolean taken = problem.filter(p -> p instanceof Problem.PortInUse || p instanceof Problem.HomeLocked)
                .isPresent();
        if (!taken) {
            context.getLog().warn("cannot start a directory here", m.cause());
            problem.map(Report.CannotHost::new).ifPresent(listener);
        }
        return next(hosting.notStarted(taken, random));
    }

    private Behavior<Command> next(DirectoryHostingPolicy.Next next) {
        if (next instanceof DirectoryHostingPolicy.Next.Look look) {
            timers.startSingleTimer(Look.class, new Look(), look.after());
        } else if (next instanceof DirectoryHostingPolicy.Next.Start) {
            context.pipeToSelf(
                    host.orElseThrow().start(),
                    (running, cause) -> cause == null ? new Started(running) : new NotStarted(cause));
        }
        return this;
    }

    private static boolean isLate(@Nullable Throwable cause) {
        Throwable wrapped = cause == null ? null : cause.getCause();
        return cause instanceof TimeoutException || wrapped instanceof TimeoutException;
    }

    private Behavior<Command> onAsk(Ask m) {
        if (!m.anew() || !reachable || seenAt.isEmpty() || waiting.size() >= MOST_WAITING) {
            m.known().complete(known());
            return this;
        }
        if (waiting.isEmpty()) { // whoever asks later does not make the first one wait longer
            timers.startSingleTimer(WaitedLongEnough.class, new WaitedLongEnough(), LONG_ENOUGH);
        }
        waiting.add(m.known());
        return looking ? this : look();
    }

    private Behavior<Command> tellWaiting() {
        timers.cancel(WaitedLongEnough.class);
        Known known = known();
        waiting.forEach(asked -> asked.complete(known));
        waiting.clear();
        return this;
    }

    private Known known() {
        long now = clock.getAsLong();
        return new Known(networks, seenAt.map(at -> Duration.ofMillis(now - at)), reachable);
    }
}
