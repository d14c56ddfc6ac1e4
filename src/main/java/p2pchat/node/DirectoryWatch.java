package p2pchat.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
 * Polls the directory for the networks and their leaders (M3), and caches the answer. Starts a directory inside this
 * process if none answers and {@link DirectoryHostingPolicy} decides so.
 */
public final class DirectoryWatch extends AbstractBehavior<DirectoryWatch.Command> {

    public sealed interface Command {}

    /**
     * Completes with the networks known, asking the directory first if {@code refresh} and if it answered the last
     * check.
     */
    public record ListNetworks(CompletableFuture<Known> known, boolean refresh) implements Command {}

    /** Answers waiting requests from the cache. */
    private record RefreshTimeout() implements Command {}

    /** Reports that a call of another part of this node to the directory failed. */
    record CallFailed() implements Command {}

    private record Check() implements Command {}

    /** @param complete whether the whole list was asked for */
    private record CheckDone(
            boolean complete,
            @Nullable List<NetworkInfo> networks,
            @Nullable Throwable cause) implements Command {}

    private record Started(DirectoryHost.Running running) implements Command {}

    private record NotStarted(Throwable cause) implements Command {}

    private record Ended() implements Command {}

    /**
     * The last answer of the directory.
     *
     * @param age of the answer; empty if there was none
     * @param reachable whether it answered the last check
     */
    public record Known(List<NetworkInfo> networks, Optional<Duration> age, boolean reachable) {}

    /** Reports to the guardian. */
    sealed interface Report {

        /** After each check; the first report waits until there is an answer or none is expected. */
        record Checked(boolean answered, boolean mayAppear) implements Report {}

        /** A directory now runs inside this process. */
        record Started(Address address) implements Report {}

        /** No directory could be started inside this process. */
        record StartFailed(Problem problem) implements Report {}
    }

    /** A periodic check needs no more of the list, and many nodes make it. */
    static final int MAX_CHECKED = 200;

    /** A user waits for the answer. */
    private static final Duration REFRESH_TIMEOUT = Duration.ofSeconds(1);

    private static final int MAX_WAITING = 64;

    /** Starts with a check. {@code host} is empty if this process must not start a directory. */
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
    private Optional<Long> answeredAt = Optional.empty();
    private boolean reachable = true;
    private final List<CompletableFuture<Known>> waiting = new ArrayList<>();
    private boolean checkRunning;
    private boolean firstReportSent;

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
        check();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(ListNetworks.class, this::onListNetworks)
                .onMessage(RefreshTimeout.class, m -> answerWaiting())
                .onMessage(Check.class, m -> check())
                .onMessage(CallFailed.class, m -> checkRunning || !hosting.checksOnFailedCall() ? this : check())
                .onMessage(CheckDone.class, this::onCheckDone)
                .onMessage(Started.class, this::onStarted)
                .onMessage(NotStarted.class, this::onNotStarted)
                .onMessage(Ended.class, m -> next(hosting.ended(random)))
                .build();
    }

    private Behavior<Command> check() {
        timers.cancel(Check.class);
        checkRunning = true;
        boolean complete = !waiting.isEmpty();
        context.pipeToSelf(
                directory.networks(complete ? DirectoryCalls.ALL : MAX_CHECKED),
                (list, cause) -> new CheckDone(complete, list, cause));
        return this;
    }

    private Behavior<Command> onCheckDone(CheckDone m) {
        checkRunning = false;
        reachable = m.networks() != null;
        if (m.networks() != null) {
            networks = m.networks();
            answeredAt = Optional.of(clock.getAsLong());
            if (!m.complete() && networks.size() >= MAX_CHECKED && !waiting.isEmpty()) {
                return check();
            }
        }
        answerWaiting();
        DirectoryHostingPolicy.Next next = reachable
                ? hosting.answered(random)
                : hosting.unanswered(m.cause() != null && DirectoryFailure.isLate(m.cause()), random);
        if (reachable || firstReportSent || !hosting.mayAppear()) {
            firstReportSent = true;
            listener.accept(new Report.Checked(reachable, hosting.mayAppear()));
        }
        return next(next);
    }

    private Behavior<Command> onStarted(Started m) {
        context.getLog()
                .info(
                        "no directory answered, so one runs here at {}",
                        m.running().address());
        listener.accept(new Report.Started(m.running().address()));
        context.pipeToSelf(m.running().ended(), (done, cause) -> new Ended());
        return next(hosting.started());
    }

    private Behavior<Command> onNotStarted(NotStarted m) {
        Optional<Problem> problem = ProblemException.find(m.cause());
        boolean taken = problem.filter(p -> p instanceof Problem.PortInUse || p instanceof Problem.HomeLocked)
                .isPresent();
        if (!taken) {
            context.getLog().warn("cannot start a directory here", m.cause());
            problem.map(Report.StartFailed::new).ifPresent(listener);
        }
        return next(hosting.notStarted(taken, random));
    }

    private Behavior<Command> next(DirectoryHostingPolicy.Next next) {
        if (next instanceof DirectoryHostingPolicy.Next.Check check) {
            timers.startSingleTimer(Check.class, new Check(), check.after());
        } else if (next instanceof DirectoryHostingPolicy.Next.Start) {
            context.pipeToSelf(
                    host.orElseThrow().start(),
                    (running, cause) -> cause == null ? new Started(running) : new NotStarted(cause));
        }
        return this;
    }

    private Behavior<Command> onListNetworks(ListNetworks m) {
        if (!m.refresh() || !reachable || answeredAt.isEmpty() || waiting.size() >= MAX_WAITING) {
            m.known().complete(known());
            return this;
        }
        if (waiting.isEmpty()) { // later requests do not extend the first one's wait
            timers.startSingleTimer(RefreshTimeout.class, new RefreshTimeout(), REFRESH_TIMEOUT);
        }
        waiting.add(m.known());
        return checkRunning ? this : check();
    }

    private Behavior<Command> answerWaiting() {
        timers.cancel(RefreshTimeout.class);
        Known known = known();
        waiting.forEach(asked -> asked.complete(known));
        waiting.clear();
        return this;
    }

    private Known known() {
        long now = clock.getAsLong();
        return new Known(networks, answeredAt.map(at -> Duration.ofMillis(now - at)), reachable);
    }
}
