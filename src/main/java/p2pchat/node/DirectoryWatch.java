package p2pchat.node;

import java.time.Duration;
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
import p2pchat.model.NetworkInfo;

/** Asks the directory from time to time which networks exist and who leads them (M3), and remembers the answer. */
public final class DirectoryWatch extends AbstractBehavior<DirectoryWatch.Command> {

    /** Between two looks, give or take a half: many nodes shall not ask in step. */
    static final Duration PERIOD = Duration.ofSeconds(6);

    public sealed interface Command {}

    /** Completes with what is known now. Asks nobody. */
    public record Ask(CompletableFuture<Known> known) implements Command {}

    private record Look() implements Command {}

    private record Seen(
            @Nullable List<NetworkInfo> networks, @Nullable Throwable cause) implements Command {}

    /**
     * What the directory said last.
     *
     * @param age since it said so; empty if it never did
     * @param reachable whether it answered when it was asked last
     */
    public record Known(List<NetworkInfo> networks, Optional<Duration> age, boolean reachable) {}

    /**
     * A watch that begins with a look.
     *
     * @param listener told after each look whether the directory answered
     */
    public static Behavior<Command> create(
            DirectoryCalls directory, Consumer<Boolean> listener, LongSupplier clock, RandomGenerator random) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new DirectoryWatch(context, timers, directory, listener, clock, random)));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final DirectoryCalls directory;
    private final Consumer<Boolean> listener;
    private final LongSupplier clock;
    private final RandomGenerator random;
    private List<NetworkInfo> networks = List.of();
    private Optional<Long> seenAt = Optional.empty();
    private boolean reachable = true;

    private DirectoryWatch(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            DirectoryCalls directory,
            Consumer<Boolean> listener,
            LongSupplier clock,
            RandomGenerator random) {
        super(context);
        context.setLoggerName(DirectoryWatch.class);
        this.context = context;
        this.timers = timers;
        this.directory = directory;
        this.listener = listener;
        this.clock = clock;
        this.random = random;
        look();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Ask.class, this::onAsk)
                .onMessage(Look.class, m -> look())
                .onMessage(Seen.class, this::onSeen)
                .build();
    }

    private Behavior<Command> look() {
        context.pipeToSelf(directory.networks(), Seen::new);
        return this;
    }

    private Behavior<Command> onSeen(Seen m) {
        reachable = m.networks() != null;
        listener.accept(reachable);
        if (m.networks() != null) {
            networks = m.networks();
            seenAt = Optional.of(clock.getAsLong());
        }
        long half = PERIOD.toMillis() / 2;
        timers.startSingleTimer(new Look(), Duration.ofMillis(half + random.nextLong(PERIOD.toMillis())));
        return this;
    }

    private Behavior<Command> onAsk(Ask m) {
        long now = clock.getAsLong();
        m.known().complete(new Known(networks, seenAt.map(at -> Duration.ofMillis(now - at)), reachable));
        return this;
    }
}
