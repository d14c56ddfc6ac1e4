package p2pchat.nds;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.RateLimits;

/**
 * Guardian of the directory, in an actor system of its own (M1): runs one {@link DirectoryActor} for each active name,
 * and lists all networks.
 */
public final class NdsGuardian {

    public sealed interface Command {}

    /**
     * The future fails with a {@code ProblemException} if the record cannot be saved.
     *
     * @param origin the address of the caller, whose new networks are limited together
     */
    public record Ask(DirectoryRequest request, String origin, CompletableFuture<DirectoryReply> reply)
            implements Command {}

    /** Completes with the first networks by name, or with {@code only} if it exists (M3). */
    public record ListNetworks(Optional<NetworkName> only, int limit, CompletableFuture<List<NetworkInfo>> reply)
            implements Command {
        public ListNetworks {
            if (limit < 0) {
                throw new IllegalArgumentException("a list of " + limit + " networks");
            }
        }
    }

    record Sweep() implements Command {}

    private record Loaded(DirectoryStore.Contents kept) implements Command {}

    private record LoadFailed(Throwable cause) implements Command {}

    private record NetworkUnfounded(DirectoryActor.Unfounded event) implements Command {}

    private record ActorTerminated(NetworkName name, ActorRef<DirectoryActor.Command> actor) implements Command {}

    public record Ports(DirectoryStore store, LeaderCheck check, DecisionContext.Source contexts) {}

    public static final int MAX_NETWORKS = 10_000;

    /** One machine may run many groups, whose leaders restore them all at once after the records were lost. */
    static final int MAX_ADDED = 200;

    static final long MILLIS_EACH = 5_000;
    private static final double ADDED_PER_SECOND = 1000.0 / MILLIS_EACH;

    private static final int MAX_WAITING_FOR_START = 1000;

    /** Between two searches for networks that no leader ever refreshed. */
    static final Duration SWEEP = Duration.ofSeconds(30);

    /** A crash drops the request that caused it. An actor that stops is spawned again by the next request. */
    private static final SupervisorStrategy RESTART =
            SupervisorStrategy.restart().withLimit(10, Duration.ofMinutes(1));

    /**
     * Creates the directory.
     *
     * @param started completes once the records are loaded; fails, and the directory stops, if they cannot be
     */
    public static Behavior<Command> create(
            Ports ports, Directory.Settings settings, int maxNetworks, CompletableFuture<Done> started) {
        return Behaviors.setup(context -> Behaviors.withStash(
                MAX_WAITING_FOR_START,
                stash -> Behaviors.withTimers(timers -> {
                    timers.startTimerWithFixedDelay(new Sweep(), SWEEP);
                    return new NdsGuardian(context, stash, ports, settings, maxNetworks, started).loading();
                })));
    }

    private final ActorContext<Command> context;
    private final StashBuffer<Command> stash;
    private final Ports ports;
    private final Directory.Settings settings;
    private final int maxNetworks;
    private final CompletableFuture<Done> started;
    private final ActorRef<DirectoryActor.Unfounded> refusals;
    private final Map<NetworkName, DurableRecord> records = new TreeMap<>();
    private final Map<NetworkName, ActorRef<DirectoryActor.Command>> actors = new TreeMap<>();
    private final NetworkCatalogue catalogue = new NetworkCatalogue();
    private final RateLimits creations = new RateLimits(ADDED_PER_SECOND, MAX_ADDED);
    private long spawned;
    private long startedAt;
    private boolean recordsLost;

    private NdsGuardian(
            ActorContext<Command> context,
            StashBuffer<Command> stash,
            Ports ports,
            Directory.Settings settings,
            int maxNetworks,
            CompletableFuture<Done> started) {
        this.context = context;
        this.stash = stash;
        this.ports = ports;
        this.settings = settings;
        this.maxNetworks = maxNetworks;
        this.started = started;
        this.refusals = context.messageAdapter(DirectoryActor.Unfounded.class, NetworkUnfounded::new);
    }

    private Behavior<Command> loading() {
        Executor blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
        context.pipeToSelf(
                CompletableFuture.supplyAsync(ports.store()::load, blocking),
                (loaded, failure) -> failure == null ? new Loaded(loaded) : new LoadFailed(failure));
        return Behaviors.receive(Command.class)
                .onMessage(Loaded.class, this::onLoaded)
                .onMessage(LoadFailed.class, this::onLoadFailed)
                .onMessage(Sweep.class, m -> Behaviors.same())
                .onMessage(Command.class, this::defer)
                .onSignal(PostStop.class, signal -> stopped())
                .build();
    }

    private Behavior<Command> serving() {
        return Behaviors.receive(Command.class)
                .onMessage(Ask.class, this::onAsk)
                .onMessage(ListNetworks.class, this::onListNetworks)
                .onMessage(Sweep.class, this::onSweep)
                .onMessage(NetworkUnfounded.class, this::onUnfounded)
                .onMessage(ActorTerminated.class, this::onTerminated)
                .build();
    }

    private Behavior<Command> onLoaded(Loaded m) {
        startedAt = now();
        recordsLost = m.kept().rolledBack() || m.kept().records().isEmpty();
        for (NetworkRecord record : m.kept().records()) {
            records.put(record.name(), new DurableRecord(ports.store(), Optional.of(record)));
            catalogue.publish(directory(record.name(), Optional.of(record)));
        }
        context.getLog()
                .info(
                        "the directory knows {} networks{}",
                        records.size(),
                        m.kept().rolledBack() ? " from an old copy of its store" : "");
        started.complete(Done.getInstance());
        return stash.unstashAll(serving());
    }

    private Behavior<Command> onLoadFailed(LoadFailed m) {
        Throwable cause = DirectoryActor.unwrap(m.cause());
        context.getLog().error("cannot read the records of the directory", cause);
        started.completeExceptionally(cause);
        return Behaviors.stopped();
    }

    /** Spawns an actor for an unknown name only if the request creates its record. */
    private Behavior<Command> onAsk(Ask m) {
        NetworkName name = m.request().name();
        if (!records.containsKey(name)) {
            Optional<DirectoryReply> refusal = refusal(m.request(), m.origin());
            if (refusal.isPresent()) {
                m.reply().complete(refusal.get());
                return Behaviors.same();
            }
        }
        actors.computeIfAbsent(name, this::spawn).tell(new DirectoryActor.Ask(m.request(), m.reply()));
        return Behaviors.same();
    }

    /** Returns the answer for a name without a record, or nothing if the request would create one. */
    private Optional<DirectoryReply> refusal(DirectoryRequest request, String origin) {
        Directory.Effect first = directory(request.name(), Optional.empty())
                .handle(ports.contexts().next(), 0, request)
                .effects()
                .get(0);
        if (first instanceof Directory.Effect.Answer answer) {
            return Optional.of(answer.reply());
        }
        if (records.size() >= maxNetworks) {
            return Optional.of(new DirectoryReply.Full(maxNetworks));
        }
        return creations.tryAcquire(origin, TimeUnit.MILLISECONDS.toNanos(now()))
                ? Optional.empty()
                : Optional.of(new DirectoryReply.Retry("too many new networks from this address"));
    }

    private Behavior<Command> onListNetworks(ListNetworks m) {
        m.reply()
                .complete(m.only()
                        .map(name -> catalogue.find(name, now()).stream().toList())
                        .orElseGet(() -> catalogue.list(now(), m.limit())));
        return Behaviors.same();
    }

    private Behavior<Command> onSweep(Sweep m) {
        catalogue
                .abandoned(now())
                .forEach(name -> actors.computeIfAbsent(name, this::spawn).tell(new DirectoryActor.Expire()));
        return Behaviors.same();
    }

    /** Frees a name without a record, and closes its actor. */
    private Behavior<Command> onUnfounded(NetworkUnfounded m) {
        DirectoryActor.Unfounded event = m.event();
        if (actors.remove(event.name(), event.actor())) {
            records.remove(event.name());
            catalogue.remove(event.name());
        }
        event.actor().tell(new DirectoryActor.Close());
        return Behaviors.same();
    }

    private Behavior<Command> onTerminated(ActorTerminated m) {
        if (actors.remove(m.name(), m.actor())) {
            records.computeIfPresent(m.name(), (name, durable) -> durable.isFree() ? null : durable);
            context.getLog().error("the actor of {} failed too often; the next request starts another", m.name());
        }
        return Behaviors.same();
    }

    private ActorRef<DirectoryActor.Command> spawn(NetworkName name) {
        DurableRecord durable =
                records.computeIfAbsent(name, unknown -> new DurableRecord(ports.store(), Optional.empty()));
        ActorRef<DirectoryActor.Command> actor = context.spawn(
                Behaviors.supervise(DirectoryActor.create(
                                record -> directory(name, record),
                                durable,
                                ports.check(),
                                ports.contexts(),
                                catalogue::publish,
                                refusals))
                        .onFailure(RESTART),
                name + "-" + ++spawned);
        context.watchWith(actor, new ActorTerminated(name, actor));
        return actor;
    }

    private Directory directory(NetworkName name, Optional<NetworkRecord> record) {
        return Directory.of(name, record, startedAt, recordsLost, settings);
    }

    private Behavior<Command> defer(Command command) {
        if (!stash.isFull()) {
            stash.stash(command);
        } else {
            refuse(command, new IllegalStateException("the directory is still starting"));
        }
        return Behaviors.same();
    }

    private Behavior<Command> stopped() {
        Throwable cause = new IllegalStateException("the directory is stopping");
        started.completeExceptionally(cause);
        stash.forEach(command -> refuse(command, cause));
        return Behaviors.same();
    }

    private static void refuse(Command command, Throwable cause) {
        if (command instanceof Ask ask) {
            ask.reply().completeExceptionally(cause);
        } else if (command instanceof ListNetworks list) {
            list.reply().completeExceptionally(cause);
        }
    }

    private long now() {
        return ports.contexts().now().getAsLong();
    }
}
