package p2pchat.chat;

import java.util.List;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import p2pchat.chat.ChatActor.Command;
import p2pchat.model.NodeId;

/**
 * The clockwork of the {@link Outbox}: streams are tried again, idle ones closed, and members noticed that do not answer.
 *
 * <p>Part of the {@link ChatActor}, on whose thread alone it runs. Decides nothing.
 */
final class OutboxTimers {

    private record RetryDue(NodeId member, int attempt) implements ChatActor.OfLookout {}

    private record LookForIdle() implements ChatActor.OfLookout {}

    private record LookForSilent() implements ChatActor.OfLookout {}

    private final TimerScheduler<Command> timers;
    private final ChatActor.Ports ports;
    private final Outbox outbox;

    OutboxTimers(TimerScheduler<Command> timers, ChatActor.Ports ports, Outbox outbox) {
        this.timers = timers;
        this.ports = ports;
        this.outbox = outbox;
        timers.startTimerWithFixedDelay(new LookForIdle(), Outbox.IDLE_BEFORE_CLOSE.dividedBy(5));
    }

    void retry(Outbox.Effect.Retry retry) {
        timers.startSingleTimer(
                "retry " + retry.member(), new RetryDue(retry.member(), retry.attempt()), retry.after());
    }

    /** Sees to it that somebody looks while anybody owes an answer. */
    void watch(long now) {
        if (!timers.isTimerActive(LookForSilent.class) && outbox.answers().needsChecks(now)) {
            timers.startSingleTimer(LookForSilent.class, new LookForSilent(), ResponseWatch.CHECK_EVERY);
        }
    }

    List<Outbox.Effect> on(ChatActor.OfLookout event, long now) {
        if (event instanceof RetryDue due) {
            return outbox.retryDue(due.member(), due.attempt(), now);
        } else if (event instanceof LookForIdle) {
            return outbox.closeIdle(now);
        } else if (event instanceof LookForSilent) {
            outbox.answers().check(now).ifPresent(ports.unreached());
        } else if (event instanceof ChatActor.Trace trace) {
            trace.found().complete(outbox.answers().deliveryReport(trace.seq(), now));
        } else {
            throw new AssertionError("no handler for " + event);
        }
        return List.of();
    }
}
