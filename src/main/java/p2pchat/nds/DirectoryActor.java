package p2pchat.nds;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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

/** Runs the {@link Directory} of one name: saves its record, probes leaders, completes requests. */
final class DirectoryActor {

    sealed interface Command {}

    /** The future fails if the record cannot be saved or the directory stops. */
    record Ask(DirectoryRequest request, CompletableFuture<DirectoryReply> reply) implements Command {}

    /** Deletes the record if no leader ever refreshed it, see {@link Directory#expire}. */
    record Expire() implements Command {}

    /** The last message to the actor of an unfounded name. */
    record Close() implements Command {}

    /** A message to itself. Those for a crashed predecessor are ignored. */
    private sealed interface Internal extends Command {
        DirectoryActor sender();
    }

    private record Opened(DirectoryActor sender, Optional<NetworkRecord> record) implements Internal {}

    private record Saved(DirectoryActor sender) implements Internal {}

    private record SaveFailed(DirectoryActor sender, Throwable cause) implements Internal {}

    private record Confirmed(DirectoryActor sender, long number, Optional<LeaderCheck.Confirmation> answer)
            implements Internal {}

    /** Reports that a name has no record, not saved or deleted. From now on its actor refuses all requests. */
    record Unfounded(NetworkName name, ActorRef<Command> actor) {}

    /** Limit of waiting requests. It exceeds the members of a network. Beyond it, a node must retry. */
    static final int MAX_WAITING = 512;

    /** For one internal message, one expiry and a close, which are never refused. */
    private static final int INTERNAL_CAPACITY = 3;

    /** The port has its own deadline; this one keeps a broken port from blocking a name permanently. */
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);

    /**
     * A decision that waits for its record to become durable.
     *
     * @param tickets the requests to fail if the save fails
     * @param fallback the state in that case
     */
    private record Decision(Directory.Step step, Set<Long> tickets, Directory fallback) {}

    /**
     * @param opening creates the directory of this name from the durable record
     * @param publish receives every durable state
     */
    static Behavior<Command> create(
            Function<Optional<NetworkRecord>, Directory> opening,
            DurableRecord durable,
            LeaderCheck check,
            DecisionContext.Source contexts,
            Consumer<Directory> publish,
            ActorRef<Unfounded> parent) {
        return Behaviors.setup(context -> Behaviors.withStash(
                MAX_WAITING + INTERNAL_CAPACITY,
                stash -> new DirectoryActor(context, stash, opening, durable, check, contexts, publish, parent)
                        .opening()));
    }

    private final ActorContext<Command> context;
    private final StashBuffer<Command> stash;
    private final Map<Long, CompletableFuture<DirectoryReply>> waiting = new LinkedHashMap<>();
    private Directory directory;
    private long tickets;
    private final DurableRecord durable;
    private final LeaderCheck check;
    private final DecisionContext.Source contexts;
    private final Consumer<Directory> publish;
    private final Function<Optional<NetworkRecord>, Directory> opening;
    private final ActorRef<Unfounded> parent;

    private DirectoryActor(
            ActorContext<Command> context,
            StashBuffer<Command> stash,
            Function<Optional<NetworkRecord>, Directory> opening,
            DurableRecord durable,
            LeaderCheck check,
            DecisionContext.Source contexts,
            Consumer<Directory> publish,
            ActorRef<Unfounded> parent) {
        this.context = context;
        this.stash = stash;
        this.opening = opening;
        this.durable = durable;
        this.check = check;
        this.contexts = contexts;
        this.publish = publish;
        this.parent = parent;
        this.directory = opening.apply(Optional.empty());
    }

    /** Waits for a save that a crashed predecessor may have started. */
    private Behavior<Command> opening() {
        context.pipeToSelf(
                durable.latest(), (record, failure) -> new Opened(this, failure == null ? record : Optional.empty()));
        return phase().onMessage(Opened.class, this::onOpened)
                .onMessage(Command.class, this::defer)
                .build();
    }

    private Behavior<Command> deciding() {
        return phase().onMessage(Ask.class, this::onAsk)
                .onMessage(Confirmed.class, this::onConfirmed)
                .onMessage(
                        Expire.class, m -> commit(new Decision(directory.expire(contexts.next()), Set.of(), directory)))
                .onMessage(Close.class, m -> Behaviors.stopped())
                .build();
    }

    private Behavior<Command> saving(Decision decision) {
        return phase().onMessage(Saved.class, m -> stash.unstashAll(onSaved(decision)))
                .onMessage(SaveFailed.class, m -> onSaveFailed(decision, m))
                .onMessage(Command.class, this::defer)
                .build();
    }

    /** Refuses requests until the guardian, which knows of the failed save, closes this actor. */
    private Behavior<Command> unfounded(Throwable cause) {
        return phase().onMessage(Ask.class, m -> {
                    m.reply().completeExceptionally(cause);
                    return Behaviors.same();
                })
                .onMessage(Expire.class, m -> Behaviors.same())
                .onMessage(Close.class, m -> Behaviors.stopped())
                .build();
    }

    private BehaviorBuilder<Command> phase() {
        return BehaviorBuilder.<Command>create()
                .onMessage(Internal.class, m -> m.sender() != this, m -> Behaviors.same())
                .onSignal(PostStop.class, signal -> fail("the directory is stopping"))
                .onSignal(PreRestart.class, signal -> fail("the directory of this name restarted"));
    }

    private Behavior<Command> onOpened(Opened m) {
        adopt(opening.apply(m.record()));
        return stash.unstashAll(deciding());
    }

    private Behavior<Command> onAsk(Ask m) {
        long ticket = ++tickets;
        waiting.put(ticket, m.reply());
        Directory.Step step = directory.handle(contexts.next(), ticket, m.request());
        return commit(new Decision(step, Set.of(ticket), directory));
    }

    private Behavior<Command> onConfirmed(Confirmed m) {
        Directory.Step step = directory.leaderAnswered(contexts.next(), m.number(), m.answer());
        Set<Long> tickets = step.effects().stream()
                .flatMap(effect -> effect instanceof Directory.Effect.Answer answer
                        ? Stream.of(answer.ticket())
                        : Stream.<Long>empty())
                .collect(Collectors.toSet());
        return commit(new Decision(step, tickets, directory.checkAbandoned(m.number())));
    }

    private Behavior<Command> commit(Decision decision) {
        List<Directory.Effect> effects = decision.step().effects();
        Directory.Effect first = effects.isEmpty() ? null : effects.get(0);
        CompletionStage<Void> saved;
        if (first instanceof Directory.Effect.Save save) {
            saved = durable.save(save.record());
        } else if (first instanceof Directory.Effect.Forget) {
            saved = durable.delete(directory.name());
        } else {
            return onSaved(decision);
        }
        context.pipeToSelf(saved, (done, failure) -> failure == null ? new Saved(this) : new SaveFailed(this, failure));
        return saving(decision);
    }

    private Behavior<Command> onSaved(Decision decision) {
        boolean forgotten = directory.record().isPresent()
                && decision.step().next().record().isEmpty();
        adopt(decision.step().next());
        if (forgotten) {
            parent.tell(new Unfounded(directory.name(), context.getSelf()));
            return unfounded(new IllegalStateException("the network of this name was never led"));
        }
        decision.step().effects().forEach(this::perform);
        return deciding();
    }

    private Behavior<Command> onSaveFailed(Decision decision, SaveFailed m) {
        Throwable cause = unwrap(m.cause());
        context.getLog().warn("cannot save the record of {}; its requests fail", directory.name(), cause);
        decision.tickets().forEach(ticket -> complete(ticket, reply -> reply.completeExceptionally(cause)));
        adopt(decision.fallback());
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
            probe(probe);
        } else if (!(effect instanceof Directory.Effect.Save)) { // a step saves first or not at all
            throw new AssertionError("no handler for " + effect);
        }
    }

    private void probe(Directory.Effect.Probe probe) {
        CompletableFuture<LeaderCheck.Confirmation> confirmed = check.confirm(
                        probe.network(), probe.leader(), probe.epoch())
                .toCompletableFuture()
                .copy()
                .orTimeout(PROBE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        context.pipeToSelf(
                confirmed,
                (answer, failure) ->
                        new Confirmed(this, probe.number(), failure == null ? Optional.of(answer) : Optional.empty()));
    }

    private void complete(long ticket, Consumer<CompletableFuture<DirectoryReply>> action) {
        Optional.ofNullable(waiting.remove(ticket)).ifPresent(action);
    }

    private Behavior<Command> defer(Command command) {
        if (command instanceof Ask ask && stash.size() >= MAX_WAITING) {
            ask.reply().complete(new DirectoryReply.Retry("busy"));
        } else {
            stash.stash(command);
        }
        return Behaviors.same();
    }

    private Behavior<Command> fail(String reason) {
        Throwable cause = new IllegalStateException(reason);
        waiting.values().forEach(reply -> reply.completeExceptionally(cause));
        waiting.clear();
        stash.forEach(command -> {
            if (command instanceof Ask ask) {
                ask.reply().completeExceptionally(cause);
            }
        });
        return Behaviors.same();
    }

    /** Removes the wrapper of a future, because callers expect the {@code ProblemException} itself. */
    static Throwable unwrap(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }
}
