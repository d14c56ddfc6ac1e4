package p2pchat.machine;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link Machine}: feeds it inputs, and performs its effects with timers, calls and replies. A subclass maps its
 * commands to inputs, and each effect to one of the protected methods or to a port.
 *
 * @param <C> the commands of the actor, one of which carries an input
 */
public abstract class MachineActor<C, I, E> extends AbstractBehavior<C> {

    private final TimerScheduler<C> timers;
    private final Machine<I, E> machine;
    private final LongSupplier clock;
    private final RandomGenerator random;
    private final Function<I, C> command;
    private final Map<Long, CompletableFuture<?>> replies = new HashMap<>();
    private long lastTicket;

    /** Creates the actor; {@code command} wraps an input in the command that carries it. */
    protected MachineActor(
            ActorContext<C> context,
            TimerScheduler<C> timers,
            Machine<I, E> machine,
            LongSupplier clock,
            RandomGenerator random,
            Function<I, C> command) {
        super(context);
        context.setLoggerName(getClass());
        this.timers = timers;
        this.machine = machine;
        this.clock = clock;
        this.random = random;
        this.command = command;
    }

    protected final Behavior<C> handle(I input) {
        return perform(machine.on(clock.getAsLong(), random, input));
    }

    /** Handles a request; the machine answers it under the ticket that the input carries. */
    protected final Behavior<C> handle(CompletableFuture<?> reply, LongFunction<I> request) {
        replies.put(++lastTicket, reply);
        return handle(request.apply(lastTicket));
    }

    /** Performs these effects in order. */
    protected Behavior<C> perform(List<E> effects) {
        effects.forEach(this::perform);
        return this;
    }

    protected abstract void perform(E effect);

    @SuppressWarnings("unchecked") // a machine answers each ticket with the type that its request asks for
    protected final <T> void reply(long ticket, @Nullable T answer) {
        CompletableFuture<?> reply = replies.remove(ticket);
        if (reply != null) {
            ((CompletableFuture<T>) reply).complete(answer);
        }
    }

    protected final void fail(long ticket, Exception cause) {
        CompletableFuture<?> reply = replies.remove(ticket);
        if (reply != null) {
            reply.completeExceptionally(cause);
        }
    }

    /** Feeds the outcome of a call to the machine. A call that fails is an ordinary outcome. */
    protected final <T> void call(CompletionStage<T> call, Function<T, I> answered, I failed) {
        getContext().pipeToSelf(call, (answer, cause) -> {
            if (cause == null) {
                return command.apply(answered.apply(answer));
            }
            getContext().getLog().debug("no answer: {}", cause.toString());
            return command.apply(failed);
        });
    }

    /** Feeds this input after a delay. A timer with the same key is replaced. */
    protected final void schedule(Object key, long delayMillis, I input) {
        timers.startSingleTimer(key, command.apply(input), Duration.ofMillis(delayMillis));
    }

    protected final void cancel(Object key) {
        timers.cancel(key);
    }

    /** Fails the requests that were not answered. */
    protected final Behavior<C> onStop() {
        replies.values().forEach(reply -> reply.completeExceptionally(new IllegalStateException("leaving")));
        return this;
    }
}
