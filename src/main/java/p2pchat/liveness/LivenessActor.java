package p2pchat.liveness;

import java.time.Duration;
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
import p2pchat.liveness.Liveness.Confirmed;
import p2pchat.liveness.Liveness.Effect;
import p2pchat.liveness.Liveness.Timer;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.Stint;
import p2pchat.model.Uid;

/** Runs the {@link Liveness} of one network: its random timers and its pings. */
public final class LivenessActor extends AbstractBehavior<LivenessActor.Command> {

    public sealed interface Command {}

    /** A valid frame came from a member. */
    public record Heard(HeardFrom frame) implements Command {}

    /** LivenessPing came in. */
    public record Pinged(Header header, Ping ping, CompletableFuture<PingAnswer> answer) implements Command {}

    /** LivenessPing came in from the directory: does this node lead that epoch? */
    public record ConfirmRequested(MemberId leader, long epoch, CompletableFuture<Confirmed> answer)
            implements Command {}

    public record Stand(MembershipSnapshot standing) implements Command {}

    public record ConnectionLost(Uid uid) implements Command {}

    /** This member does not acknowledge what we, leading, sent or passed on to it. */
    public record Doubt(Uid uid) implements Command {}

    public record Verify(Stint stint, Leader suspect) implements Command {}

    /** Somebody misses the leader: look now. */
    public record Probe() implements Command {}

    private record Send(Effect.Send ping) implements Command {}

    private record Ponged(long ticket, PingAnswer answer) implements Command {}

    private record Failed(long ticket) implements Command {}

    private record Due(Timer timer) implements Command {}

    /**
     * The outside world, handed in by the guardian.
     *
     * @param clock milliseconds of a clock that only runs forward, and stands still while the machine is suspended
     * @param wallClock milliseconds since 1970
     */
    public record Ports(
            Pings pings,
            Consumer<LivenessReport> listener,
            LongSupplier clock,
            LongSupplier wallClock,
            RandomGenerator random) {}

    public static Behavior<Command> create(LivenessSettings settings, Ports ports) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new LivenessActor(context, timers, new Liveness(settings), ports)));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Liveness machine;
    private final Ports ports;
    private final Map<Long, CompletableFuture<PingAnswer>> asked = new HashMap<>();
    private Optional<MembershipSnapshot> standing = Optional.empty();
    private long lastTicket;

    private LivenessActor(
            ActorContext<Command> context, TimerScheduler<Command> timers, Liveness machine, Ports ports) {
        super(context);
        context.setLoggerName(LivenessActor.class);
        this.context = context;
        this.timers = timers;
        this.machine = machine;
        this.ports = ports;
        take(machine.start(now(), ports.wallClock().getAsLong()));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Heard.class, m -> take(machine.heard(now(), ports.random(), m.frame())))
                .onMessage(Pinged.class, this::onPinged)
                .onMessage(Due.class, this::onDue)
                .onMessage(Ponged.class, m -> take(machine.ponged(now(), ports.random(), m.ticket(), m.answer())))
                .onMessage(Failed.class, m -> take(machine.failed(now(), ports.random(), m.ticket())))
                .onMessage(Send.class, this::onSend)
                .onMessage(ConnectionLost.class, m -> take(machine.connectionLost(now(), ports.random(), m.uid())))
                .onMessage(Doubt.class, m -> take(machine.doubted(now(), ports.random(), m.uid())))
                .onMessage(Stand.class, this::onStand)
                .onMessage(Verify.class, m -> take(machine.verify(ports.random(), m.stint(), m.suspect())))
                .onMessage(Probe.class, m -> take(machine.probe(now())))
                .onMessage(ConfirmRequested.class, this::onConfirmRequested)
                .onSignal(PostStop.class, signal -> onStop())
                .build();
    }

    private Behavior<Command> onPinged(Pinged m) {
        lastTicket++;
        asked.put(lastTicket, m.answer());
        return take(machine.pinged(now(), ports.random(), lastTicket, m.header(), m.ping()));
    }

    private Behavior<Command> onDue(Due m) {
        return take(machine.timer(now(), ports.wallClock().getAsLong(), ports.random(), m.timer()));
    }

    private Behavior<Command> onStand(Stand m) {
        standing = Optional.of(m.standing());
        return take(machine.stand(now(), ports.random(), m.standing()));
    }

    private Behavior<Command> onConfirmRequested(ConfirmRequested m) {
        m.answer().complete(machine.confirmed(now(), m.leader(), m.epoch()));
        return this;
    }

    private Behavior<Command> onSend(Send m) {
        if (machine.wanted(m.ping().ticket())) {
            send(m.ping());
        }
        return this;
    }

    private void send(Effect.Send send) {
        standing.ifPresent(now -> context.pipeToSelf(
                ports.pings()
                        .ping(
                                send.to(),
                                now.header(send.to().uid()),
                                send.ping(),
                                Duration.ofMillis(send.timeoutMillis())),
                (answer, cause) -> cause == null ? new Ponged(send.ticket(), answer) : new Failed(send.ticket())));
    }

    private Behavior<Command> onStop() {
        asked.values().forEach(answer -> answer.completeExceptionally(new IllegalStateException("leaving")));
        return this;
    }

    private Behavior<Command> take(List<Effect> effects) {
        effects.forEach(this::perform);
        return this;
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Answer answer) {
            Optional.ofNullable(asked.remove(answer.ticket())).ifPresent(asker -> asker.complete(answer.answer()));
        } else if (effect instanceof Effect.Send send && send.afterMillis() > 0) {
            context.scheduleOnce(Duration.ofMillis(send.afterMillis()), context.getSelf(), new Send(send));
        } else if (effect instanceof Effect.Send send) {
            send(send);
        } else if (effect instanceof Effect.Report report) {
            ports.listener().accept(report.report());
        } else if (effect instanceof Effect.Schedule schedule) {
            timers.startSingleTimer(
                    schedule.timer(), new Due(schedule.timer()), Duration.ofMillis(schedule.delayMillis()));
        } else if (effect instanceof Effect.Cancel cancel) {
            timers.cancel(cancel.timer());
        } else {
            throw new AssertionError("no handler for " + effect);
        }
    }

    private long now() {
        return ports.clock().getAsLong();
    }
}
