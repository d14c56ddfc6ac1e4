package p2pchat.election;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import p2pchat.election.Election.Effect;
import p2pchat.election.Election.Input;
import p2pchat.machine.MachineActor;
import p2pchat.model.Header;

/** Runs the {@link Election} of one network: its timers, and its calls to members with lower ids. */
public final class ElectionActor extends MachineActor<ElectionActor.Command, Input, Effect> {

    public sealed interface Command {}

    /** Feeds the machine: a report of another part of this node, a timer, or the outcome of a call. */
    public record Handle(Input input) implements Command {}

    /** The mission's election arrived. */
    public record Challenged(Header header, CompletableFuture<ElectionAnswer> reply) implements Command {}

    /** The ports of the actor, given by the guardian. */
    public record Ports(Electorate electorate, Consumer<ElectionReport> listener) {}

    public static Behavior<Command> create(ElectionSettings settings, Ports ports) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new ElectionActor(context, timers, new Election(settings), ports)));
    }

    private final Election machine;
    private final Ports ports;

    private ElectionActor(
            ActorContext<Command> context, TimerScheduler<Command> timers, Election machine, Ports ports) {
        super(context, timers, machine, () -> 0, () -> 0, Handle::new); // an election needs no clock and no chance
        this.machine = machine;
        this.ports = ports;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Handle.class, m -> handle(m.input()))
                .onMessage(Challenged.class, m -> handle(m.reply(), ticket -> new Input.Challenged(ticket, m.header())))
                .onSignal(PostStop.class, signal -> onStop())
                .build();
    }

    @Override
    protected void perform(Effect effect) {
        if (effect instanceof Effect.Ask ask) {
            ask(ask);
        } else if (effect instanceof Effect.Confirm confirm) {
            confirm(confirm);
        } else if (effect instanceof Effect.Answer answer) {
            reply(answer.ticket(), answer.answer());
        } else if (effect instanceof Effect.Report report) {
            ports.listener().accept(report.report());
        } else if (effect instanceof Effect.Schedule schedule) {
            schedule(schedule.timer(), schedule.delayMillis(), new Input.TimerFired(schedule.timer()));
        } else if (effect instanceof Effect.Cancel cancel) {
            cancel(cancel.timer());
        } else {
            throw new AssertionError("no handler for " + effect);
        }
    }

    private void confirm(Effect.Confirm confirm) {
        Header header =
                machine.snapshot().orElseThrow().header(confirm.through().uid());
        Duration timeout = Duration.ofMillis(confirm.timeoutMillis());
        call(
                ports.electorate().confirm(confirm.through(), header, confirm.leader(), timeout),
                leading -> new Input.Confirmed(confirm.ticket(), leading),
                new Input.Confirmed(confirm.ticket(), Optional.empty()));
    }

    private void ask(Effect.Ask ask) {
        Header header = machine.snapshot().orElseThrow().header(ask.to().uid());
        call(
                ports.electorate().challenge(ask.to(), header, ask.epoch(), Duration.ofMillis(ask.timeoutMillis())),
                answer -> new Input.Answered(ask.ticket(), answer),
                new Input.Unanswered(ask.ticket()));
    }
}
