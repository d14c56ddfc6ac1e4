package p2pchat.liveness;

import java.time.Duration;
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
import p2pchat.liveness.Liveness.Confirmed;
import p2pchat.liveness.Liveness.Effect;
import p2pchat.liveness.Liveness.Input;
import p2pchat.liveness.Liveness.Timer;
import p2pchat.machine.MachineActor;
import p2pchat.model.Header;
import p2pchat.model.MemberId;

/** Runs the {@link Liveness} of one network: its timers and its pings. */
public final class LivenessActor extends MachineActor<LivenessActor.Command, Input, Effect> {

    public sealed interface Command {}

    /** Feeds the machine: a report of another part of this node, or the outcome of a ping. */
    public record Handle(Input input) implements Command {}

    /** The mission's liveness_ping arrived. */
    public record Pinged(Header header, Ping ping, CompletableFuture<PingAnswer> reply) implements Command {}

    /** The directory asks whether this node leads that epoch. */
    public record ConfirmRequested(MemberId leader, long epoch, CompletableFuture<Confirmed> reply)
            implements Command {}

    private record Due(Timer timer) implements Command {}

    /**
     * The ports of the actor, given by the guardian.
     *
     * @param clock milliseconds of a monotonic clock that stops while the machine is suspended
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

    private final TimerScheduler<Command> timers;
    private final Liveness machine;
    private final Ports ports;

    private LivenessActor(
            ActorContext<Command> context, TimerScheduler<Command> timers, Liveness machine, Ports ports) {
        super(context, timers, machine, ports.clock(), ports.random(), Handle::new);
        this.timers = timers;
        this.machine = machine;
        this.ports = ports;
        handle(new Input.Start(ports.wallClock().getAsLong()));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Handle.class, m -> handle(m.input()))
                .onMessage(
                        Pinged.class, m -> handle(m.reply(), ticket -> new Input.Pinged(ticket, m.header(), m.ping())))
                .onMessage(
                        Due.class,
                        m -> handle(new Input.TimerFired(
                                m.timer(), ports.wallClock().getAsLong())))
                .onMessage(
                        ConfirmRequested.class,
                        m -> handle(m.reply(), ticket -> new Input.ConfirmRequested(ticket, m.leader(), m.epoch())))
                .onSignal(PostStop.class, signal -> onStop())
                .build();
    }

    @Override
    protected void perform(Effect effect) {
        if (effect instanceof Effect.Answer answer) {
            reply(answer.ticket(), answer.reply());
        } else if (effect instanceof Effect.Send send) {
            send(send);
        } else if (effect instanceof Effect.Delay delay) {
            getContext()
                    .scheduleOnce(
                            Duration.ofMillis(delay.millis()),
                            getContext().getSelf(),
                            new Handle(new Input.DelayOver(delay.ticket())));
        } else if (effect instanceof Effect.Report report) {
            ports.listener().accept(report.report());
        } else if (effect instanceof Effect.Schedule schedule) {
            timers.startSingleTimer(
                    schedule.timer(), new Due(schedule.timer()), Duration.ofMillis(schedule.delayMillis()));
        } else if (effect instanceof Effect.Cancel cancel) {
            cancel(cancel.timer());
        } else {
            throw new AssertionError("no handler for " + effect);
        }
    }

    private void send(Effect.Send send) {
        Header header = machine.snapshot().orElseThrow().header(send.to().uid());
        call(
                ports.pings().ping(send.to(), header, send.ping(), Duration.ofMillis(send.timeoutMillis())),
                answer -> new Input.Ponged(send.ticket(), answer),
                new Input.PingFailed(send.ticket()));
    }
}
