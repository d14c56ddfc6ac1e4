package p2pchat.election;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import p2pchat.election.Election.Effect;
import p2pchat.election.Election.Step;
import p2pchat.election.Election.Timer;
import p2pchat.model.Header;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.Stint;

/** Runs the {@link Election} of one network: its timers, and its calls to those who outrank this node. */
public final class ElectionActor extends AbstractBehavior<ElectionActor.Command> {

    public sealed interface Command {}

    /** Election came in. */
    public record Challenged(Header header, CompletableFuture<ElectionAnswer> answer) implements Command {}

    public record Stand(MembershipSnapshot standing) implements Command {}

    /** Everybody was pinged; so many are heard. */
    public record Polled(Stint about, int heard) implements Command {}

    public record LeaderFresh(Stint about, boolean fresh) implements Command {}

    private record Answered(long ticket, ElectionAnswer answer) implements Command {}

    private record Unanswered(long ticket) implements Command {}

    private record Due(Timer timer) implements Command {}

    /** The outside world, handed in by the guardian. */
    public record Ports(Electorate electorate, Consumer<ElectionReport> listener) {}

    public static Behavior<Command> create(ElectionSettings settings, Ports ports) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new ElectionActor(context, timers, Election.idle(settings), ports)));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Ports ports;
    private final Map<Long, CompletableFuture<ElectionAnswer>> challengers = new HashMap<>();
    private Election machine;
    private long lastTicket;

    private ElectionActor(
            ActorContext<Command> context, TimerScheduler<Command> timers, Election machine, Ports ports) {
        super(context);
        context.setLoggerName(ElectionActor.class);
        this.context = context;
        this.timers = timers;
        this.machine = machine;
        this.ports = ports;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Challenged.class, this::onChallenged)
                .onMessage(Stand.class, m -> take(machine.stand(m.standing())))
                .onMessage(Polled.class, m -> take(machine.polled(m.about(), m.heard())))
                .onMessage(LeaderFresh.class, m -> take(machine.leaderFresh(m.about(), m.fresh())))
                .onMessage(Answered.class, m -> take(machine.answered(m.ticket(), m.answer())))
                .onMessage(Unanswered.class, m -> take(machine.unanswered(m.ticket())))
                .onMessage(Due.class, m -> take(machine.timer(m.timer())))
                .onSignal(PostStop.class, signal -> onStop())
                .build();
    }

    private Behavior<Command> onChallenged(Challenged m) {
        lastTicket++;
        challengers.put(lastTicket, m.answer());
        return take(machine.challenged(lastTicket, m.header()));
    }

    private Behavior<Command> onStop() {
        challengers.values().forEach(answer -> answer.completeExceptionally(new IllegalStateException("leaving")));
        return this;
    }

    private Behavior<Command> take(Step step) {
        machine = step.next();
        step.effects().forEach(this::perform);
        return this;
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Ask ask) {
            ask(ask);
        } else if (effect instanceof Effect.Answer answer) {
            Optional.ofNullable(challengers.remove(answer.ticket()))
                    .ifPresent(challenger -> challenger.complete(answer.answer()));
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

    private void ask(Effect.Ask ask) {
        Header header = machine.standing().orElseThrow().header(ask.to().uid());
        context.pipeToSelf(
                ports.electorate().challenge(ask.to(), header, ask.epoch(), Duration.ofMillis(ask.timeoutMillis())),
                (answer, cause) -> cause == null ? new Answered(ask.ticket(), answer) : new Unanswered(ask.ticket()));
    }
}
