package p2pchat.nds;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.NetworkName;

/** Runs the {@link Directory} of one name: keeps its records, asks old leaders, completes what was asked. */
final class DirectoryActor {

    sealed interface Command {}

    /** The future fails when the record cannot be kept, or when the directory stops. */
    record Ask(DirectoryRequest request, CompletableFuture<DirectoryReply> reply) implements Command {}

    /** The last message an unfounded name's actor gets. */
    record Close() implements Command {}

    /** What an actor tells itself. What a crashed predecessor had under way is not heard any more. */
    private sealed interface Own extends Command {
        DirectoryActor asker();
    }

    private record Opened(DirectoryActor asker, Optional<NetworkRecord> record) implements Own {}

    private record Saved(DirectoryActor asker) implements Own {}

    private record SaveFailed(DirectoryActor asker, Throwable cause) implements Own {}

    private record Confirmed(DirectoryActor asker, long number, Optional<LeaderCheck.Confirmation> answer)
            implements Own {}

    /** Reported: the first record of this name could not be kept. The actor only refuses from now on. */
    record Unfounded(NetworkName name, ActorRef<Command> actor) {}

    /** More than a network's members can ask at once; beyond, a node asks again a little later. */
    static final int MAX_WAITING = 512;

    /** A word that was waited for, and a close: never refused for want of room. */
    private static final int ROOM_FOR_OWN = 2;

    /** The port has a deadline of its own; this one only keeps a broken port from blocking a name for ever. */
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);

    /**
     * A decision that waits until its record is durable.
     *
     * @param tickets whom to disappoint if it cannot be
     * @param otherwise the state that then holds
     */
    private record Decision(Directory.Step step, Set<Long> tickets, Directory otherwise) {}

    /**
     * The behavior of one name.
     *
     * @param opening the directory of this name with the record that is durable
     * @param publish told of every state once it is durable
     */
    static Behavior<Command> create(
            Function<Optional<NetworkRecord>, Directory> opening,
            DurableRecord durable,
            LeaderCheck check,
            DecisionContextSource moments,
            Consumer<Directory> publish,
            ActorRef<Unfounded> parent) {
        return Behaviors.setup(context -> Behaviors.withStash(
                MAX_WAITING + ROOM_FOR_OWN,
                stash -> new DirectoryActor(context, stash, opening, durable, check, moments, publish, parent)
                        .opening()));
    }

    private final ActorContext<Command> context;
    private final StashBuffer<Command> stash;
    private final Map<Long, CompletableFuture<DirectoryReply>> waiting = new LinkedHashMap<>();
    private Directory directory;
    private long tickets;
    private final DurableRecord durable;
    private final LeaderCheck check;
    private final DecisionContextSource moments;
    private final Consumer<Directory> publish;
    private final Function<Optional<NetworkRecord>, Directory> opening;
    private final ActorRef<Unfounded> parent;

    private DirectoryActor(
            ActorContext<Command> context,
            StashBuffer<Command> stash,
            Function<Optional<NetworkRecord>, Directory> opening,
            DurableRecord durable,
            LeaderCheck check,
            DecisionContextSource moments,
            Consumer<Directory> publish,
            ActorRef<Unfounded> parent) {
        this.context = context;
        this.stash = stash;
        this.opening = opening;
        this.durable = durable;
        this.check = check;
        this.moments = moments;
        this.publish = publish;
        this.parent = parent;
        this.directory = opening.apply(Optional.empty());
    }

    /** Waits for a save that a crashed predecessor may have left under way. */
    private Behavior<Command> opening() {
        context.pipeToSelf(
                durable.latest(), (record, failure) -> new Opened(this, failure == null ? record : Optional.empty()));
        return phase().onMessage(Opened.class, this::onOpened)
                .onMessage(Command.class, this::later)
                .build();
    }

    private Behavior<Command> deciding() {
        return phase().onMessage(Ask.class, this::onAsk)
                .onMessage(Confirmed.class, this::onConfirmed)
                .onMessage(Close.class, m -> Behaviors.stopped())
                .build();
    }

    private Behavior<Command> saving(Decision decision) {
        return phase().onMessage(Saved.class, m -> stash.unstashAll(onSaved(decision)))
                .onMessage(SaveFailed.class, m -> onSaveFailed(decision, m))
                .onMessage(Command.class, this::later)
                .build();
    }

    /** Nothing is known of this name and nothing can be kept; the guardian sends no more once it has heard so. */
    private Behavior<Command> unfounded(Throwable cause) {
        return phase().onMessage(Ask.class, m -> {
                    m.reply().completeExceptionally(cause);
                    return Behaviors.same();
                })
                .onMessage(Close.class, m -> Behaviors.stopped())
                .build();
    }

    private BehaviorBuilder<Command> phase() {
        return BehaviorBuilder.<Command>create()
                .onMessage(Own.class, m -> m.asker() != this, m -> Behaviors.same())
                .onSignal(PostStop.class, signal -> ended("the directory is stopping"))
                .onSignal(PreRestart.class, signal -> ended("the directory had to start over"));
    }

    private Behavior<Command> onOpened(Opened m) {
        adopt(opening.apply(m.record()));
        return stash.unstashAll(deciding());
    }

    private Behavior<Command> onAsk(Ask m) {
        long ticket = ++tickets;
        waiting.put(ticket, m.reply());
        Directory.Step step =
                directory.ask(now(), moments.wallClock().getAsLong(), moments.random(), ticket, m.request());
        return take(new Decision(step, Set.of(ticket), directory));
    }

    private Behavior<Command> onConfirmed(Confirmed m) {
        Directory.Step step =
                directory.confirmed(now(), moments.wallClock().getAsLong(), moments.random(), m.number(), m.answer());
        Set<Long> tickets = step.effects().stream()
                .flatMap(effect -> effect instanceof Directory.Effect.Answer answer
                        ? Stream.of(answer.ticket())
                        : Stream.<Long>empty())
                .collect(Collectors.toSet());
        return take(new Decision(step, tickets, directory.abandoned(m.number())));
    }

    private Behavior<Command> take(Decision decision) {
        if (decision.step().effects().isEmpty()
                || !(decision.step().effects().get(0) instanceof Directory.Effect.Save save)) {
            return onSaved(decision);
        }
        context.pipeToSelf(
                durable.save(save.record()),
                (done, failure) -> failure == null ? new Saved(this) : new SaveFailed(this, failure));
        return saving(decision);
    }

    private Behavior<Command> onSaved(Decision decision) {
        adopt(decision.step().next());
        decision.step().effects().forEach(this::perform);
        return deciding();
    }

    private Behavior<Command> onSaveFailed(Decision decision, SaveFailed m) {
        Throwable cause = unwrapped(m.cause());
        context.getLog().warn("the record of {} cannot be kept; what was asked is refused", directory.name(), cause);
        decision.tickets().forEach(ticket -> complete(ticket, reply -> reply.completeExceptionally(cause)));
        adopt(decision.otherwise());
        if (directory.record().isPresent()) {
            return stash.unstashAll(deciding());
        }
        parent.tell(new Unfounded(directory.name(), context.getSelf()));
        return stash.unstashAll(unfounded(cause));
    }

    private void adopt(Directory next) {
        directory = next;
        if (next.record().isPresent()) {
            publish.accept(next);
        }
    }

    private void perform(Directory.Effect effect) {
        if (effect instanceof Directory.Effect.Answer answer) {
            complete(answer.ticket(), reply -> reply.complete(answer.reply()));
        } else if (effect instanceof Directory.Effect.Probe probe) {
            ask(probe);
        } else if (!(effect instanceof Directory.Effect.Save)) { // a step saves first or not at all
            throw new AssertionError("no way to perform " + effect);
        }
    }

    private void ask(Directory.Effect.Probe probe) {
        CompletableFuture<LeaderCheck.Confirmation> word = check.confirm(probe.network(), probe.leader(), probe.epoch())
                .toCompletableFuture()
                .copy()
                .orTimeout(PROBE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        context.pipeToSelf(
                word,
                (answer, failure) ->
                        new Confirmed(this, probe.number(), failure == null ? Optional.of(answer) : Optional.empty()));
    }

    private void complete(long ticket, Consumer<CompletableFuture<DirectoryReply>> how) {
        Optional.ofNullable(waiting.remove(ticket)).ifPresent(how);
    }

    private Behavior<Command> later(Command command) {
        if (command instanceof Ask ask && stash.size() >= MAX_WAITING) {
            ask.reply().complete(new DirectoryReply.Retry("busy"));
        } else {
            stash.stash(command);
        }
        return Behaviors.same();
    }

    private Behavior<Command> ended(String why) {
        Throwable cause = new IllegalStateException(why);
        waiting.values().forEach(reply -> reply.completeExceptionally(cause));
        waiting.clear();
        stash.forEach(command -> {
            if (command instanceof Ask ask) {
                ask.reply().completeExceptionally(cause);
            }
        });
        return Behaviors.same();
    }

    /** Stages wrap what they pass on; whoever asked wants the {@code ProblemException} itself. */
    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }

    private long now() {
        return moments.now().getAsLong();
    }
}
