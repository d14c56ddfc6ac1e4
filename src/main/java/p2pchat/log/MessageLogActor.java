package p2pchat.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;
import p2pchat.log.LogStore.Appended;
import p2pchat.log.LogStore.Outcome;
import p2pchat.log.LogStore.Waiting;
import p2pchat.log.MessageLog.Draft;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.ForkProof;
import p2pchat.model.Head;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageSigner;
import p2pchat.model.NodeId;
import p2pchat.model.Restrictions;
import p2pchat.model.VersionVector;

/**
 * Owns the log of one network. It numbers own messages, stores received ones, and replies after the commit.
 *
 * <p>One commit runs at a time and includes all requests queued during the previous one, so a burst costs one fsync.
 */
public final class MessageLogActor extends AbstractBehavior<MessageLogActor.Command> {

    /** Limits the entries of one commit, so that the first messages of a burst do not wait for the last. */
    static final int MAX_COMMIT = 4_096;

    /** Limits queued requests; more are refused. Streams stay far below this limit. */
    static final int MAX_WAITING = 1_024;

    /** Delay before waiting messages are read again after a failure of the store. */
    static final Duration RELOAD_RETRY = Duration.ofSeconds(1);

    /** Interval at which texts are erased that admins deleted a day ago. */
    static final Duration ERASE_INTERVAL = Duration.ofMinutes(10);

    public sealed interface Command {}

    /** Completes with the numbered message when it is durable; fails with a {@code ProblemException}. */
    public record Write(NodeId self, Draft draft, CompletableFuture<DeliveredMessage> written) implements Command {}

    /** Completes when the messages are durable; fails with a {@code ProblemException}. */
    public record Append(List<ChatMessage> messages, CompletableFuture<AppendResult> result) implements Command {}

    /** Stops waiting for messages that no member has (protocol 2.7). Completes like an append of no messages. */
    public record GiveUp(VersionVector lost, CompletableFuture<AppendResult> result) implements Command {}

    /** A leader admitted this node. The next own message follows these messages of the leader's log (protocol 2.7). */
    public record Follow(List<Head> heads) implements Command {}

    /** Other members hold messages under these own numbers (H11), which must not be used again. */
    public record NumbersTaken(VersionVector numbers) implements Command {}

    /** Another member has proven that two versions of an author's messages exist. The proof is verified. */
    public record Prove(ForkProof proof) implements Command {}

    /**
     * Sets which messages count (protocol 2.13). Changes nothing if they are the same as before, also before a restart.
     * Completes after the commit. If the store fails, this is tried again until it succeeds.
     */
    public record Restrict(Restrictions restrictions, CompletableFuture<RestrictResult> result) implements Command {}

    /** Completes with the durable log. */
    public record GetLog(CompletableFuture<MessageLog> reply) implements Command {}

    /**
     * The result of an append.
     *
     * @param outcomes one for each of its messages
     * @param delivered the messages to display, in order, including earlier ones that no longer wait
     * @param anyWaiting whether any message waits for one that is missing
     */
    public record AppendResult(List<Outcome> outcomes, List<DeliveredMessage> delivered, boolean anyWaiting) {}

    /**
     * The result of new restrictions.
     *
     * @param voided the texts that do not count any more, and were delivered before
     * @param delivered the messages to display, because they count again
     */
    public record RestrictResult(VersionVector voided, List<DeliveredMessage> delivered) {}

    private record RestrictDue(Restrict request) implements Command {}

    /** The store has set what counts. The messages that count again are delivered with the next commit. */
    private record Restricted(
            Restrict request,
            LogStore.@Nullable Restricted done,
            @Nullable Throwable cause) implements Command {}

    private record Reload(Optional<List<Waiting>> waiting) implements Command {}

    private record ReloadDue() implements Command {}

    private record EraseDue() implements Command {}

    private record Erased(@Nullable Throwable cause) implements Command {}

    private record Committed(
            Commit commit,
            @Nullable Appended appended,
            @Nullable Throwable cause) implements Command {}

    /** A request, and the number of outcomes and deliveries of the commit up to and including it. */
    private record Part(Command request, int outcomes, int turns) {}

    private record Commit(List<Part> parts, LogChange change) {}

    private record PendingCommit(Commit commit, CompletionStage<Appended> stored) {}

    /** Creates the actor. {@code commits} receives the log after each commit, on the actor's thread. */
    public static Behavior<Command> create(
            LogStore store,
            LogStore.Summary summary,
            MessageSigner signer,
            Consumer<MessageLog> commits,
            LongSupplier clock,
            RandomGenerator random) {
        return Behaviors.setup(
                context -> new MessageLogActor(context, store, MessageLog.of(summary), signer, commits, clock, random));
    }

    private final ActorContext<Command> context;
    private final LogStore store;
    private final MessageSigner signer;
    private final Consumer<MessageLog> commits;
    private final LongSupplier clock;
    private final RandomGenerator random;
    private final Deque<Command> queue = new ArrayDeque<>();
    private Optional<PendingCommit> pendingCommit = Optional.empty();
    /** Deliveries that no request can report yet. They are part of the next result. */
    private final List<DeliveredMessage> unreported = new ArrayList<>();

    private boolean reloadPending;
    private boolean restricting;
    /** The newest restrictions wanted; null before the first. */
    private @Nullable Restrict newest;

    private MessageLog log;

    private MessageLogActor(
            ActorContext<Command> context,
            LogStore store,
            MessageLog log,
            MessageSigner signer,
            Consumer<MessageLog> commits,
            LongSupplier clock,
            RandomGenerator random) {
        super(context);
        context.setLoggerName(MessageLogActor.class);
        this.context = context;
        this.store = store;
        this.log = log;
        this.signer = signer;
        this.commits = commits;
        this.clock = clock;
        this.random = random;
        commits.accept(log);
        reloadIfWanted();
        eraseHidden();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Append.class, this::enqueue)
                .onMessage(Write.class, this::enqueue)
                .onMessage(GiveUp.class, this::enqueue)
                .onMessage(Follow.class, this::enqueue)
                .onMessage(Prove.class, this::enqueue)
                .onMessage(Restrict.class, this::onRestrict)
                .onMessage(Restricted.class, this::onRestricted)
                .onMessage(RestrictDue.class, m -> m.request().equals(newest) ? onRestrict(m.request()) : this)
                .onMessage(NumbersTaken.class, m -> stay(() -> log = log.withTaken(m.numbers())))
                .onMessage(Reload.class, this::enqueue)
                .onMessage(ReloadDue.class, this::onReloadDue)
                .onMessage(EraseDue.class, m -> eraseHidden())
                .onMessage(Erased.class, this::onErased)
                .onMessage(Committed.class, this::onCommitted)
                .onMessage(GetLog.class, m -> stay(() -> m.reply().complete(log)))
                .onSignal(PostStop.class, signal -> onStop())
                .build();
    }

    private Behavior<Command> enqueue(Command request) {
        reloadPending &= !(request instanceof Reload);
        if (queue.size() >= MAX_WAITING) {
            fail(request, new IllegalStateException("the log is busy"));
            return this;
        }
        queue.add(request);
        return commitNext();
    }

    private Behavior<Command> commitNext() {
        if (pendingCommit.isPresent() || restricting) {
            return this;
        }
        while (queue.peek() instanceof Restrict same && same.restrictions().equals(log.restrictions())) {
            queue.remove();
            same.result().complete(new RestrictResult(VersionVector.EMPTY, List.of()));
        }
        if (queue.peek() instanceof Restrict restrict) {
            queue.remove();
            restricting = true;
            context.pipeToSelf(
                    store.restrict(restrict.restrictions()), (done, cause) -> new Restricted(restrict, done, cause));
            return this;
        }
        return commit();
    }

    private Behavior<Command> commit() {
        Commit commit = gather();
        if (commit.parts().isEmpty()) {
            return this;
        }
        CompletionStage<Appended> stored = store.append(commit.change().batch());
        pendingCommit = Optional.of(new PendingCommit(commit, stored));
        context.pipeToSelf(stored, (appended, cause) -> new Committed(commit, appended, cause));
        return this;
    }

    private Commit gather() {
        List<Part> parts = new ArrayList<>();
        LogChange change = new LogChange(log, signer);
        while (!queue.isEmpty() && !(queue.peek() instanceof Restrict) && change.entryCount() < MAX_COMMIT) {
            Command request = queue.remove();
            if (request instanceof Write write && !number(change, write)) {
                continue;
            } else if (request instanceof Append append) {
                change.receive(append.messages());
            } else if (request instanceof GiveUp giveUp) {
                change.giveUp(giveUp.lost());
            } else if (request instanceof Follow follow) {
                change.follow(follow.heads());
            } else if (request instanceof Prove prove) {
                change.prove(prove.proof());
            } else if (request instanceof Restricted restricted && restricted.done() != null) {
                List<Waiting> found = restricted.done().waiting();
                change.reload(found, found.size() < LogStore.MAX_WAITING);
            } else if (request instanceof Reload reload) {
                reload.waiting().ifPresent(found -> change.reload(found, found.size() < LogStore.MAX_WAITING));
            }
            parts.add(new Part(request, change.outcomeCount(), change.deliveryCount()));
        }
        return new Commit(parts, change);
    }

    /** Numbers a draft. One that cannot be numbered fails alone. */
    private boolean number(LogChange change, Write write) {
        long now = clock.getAsLong();
        try {
            change.write(write.self(), write.draft(), MessageId.at(now, random), now);
            return true;
        } catch (IllegalArgumentException | MayNotWriteException e) {
            fail(write, e);
            return false;
        }
    }

    private Behavior<Command> onRestrict(Restrict m) {
        newest = m;
        queue.add(m);
        return commitNext();
    }

    private Behavior<Command> onRestricted(Restricted m) {
        restricting = false;
        if (m.done() == null) {
            context.getLog().warn("could not store which messages count", m.cause());
            context.scheduleOnce(RELOAD_RETRY, context.getSelf(), new RestrictDue(m.request()));
        } else {
            log = log.restarted(m.done().log());
            commits.accept(log);
            queue.addFirst(m);
        }
        return commitNext();
    }

    private Behavior<Command> onCommitted(Committed m) {
        pendingCommit = Optional.empty();
        LogChange change = m.commit().change();
        if (m.appended() == null) {
            context.getLog().warn("could not store {} messages", change.entryCount(), m.cause());
            m.commit().parts().forEach(part -> fail(part.request(), m.cause()));
            if (log.waiting().wantsMore() && !reloadPending) {
                reloadPending = true;
                context.scheduleOnce(RELOAD_RETRY, context.getSelf(), new ReloadDue());
            }
        } else {
            log = change.committed(m.appended().digest()).withTaken(log.taken());
            commits.accept(log);
            answer(m.commit(), m.appended());
            change.suspicions(m.appended()).forEach(this::check);
            reloadIfWanted();
        }
        return commitNext();
    }

    private void answer(Commit commit, Appended appended) {
        List<DeliveredMessage> delivered = commit.change().delivered(appended);
        Set<MessageKey> erased = commit.change().erased(appended.outcomes());
        List<Outcome> all = commit.change().outcomes(appended);
        int outcome = 0;
        int turn = 0;
        for (Part part : commit.parts()) {
            List<Outcome> outcomes = all.subList(outcome, part.outcomes());
            List<DeliveredMessage> turns = delivered.subList(turn, part.turns());
            if (part.request() instanceof Write write) {
                write.written().complete(turns.get(0));
                unreported.addAll(turns.subList(
                        1, turns.size())); // released by a new own message, which forged heads can refer to
            } else if (part.request() instanceof Append append) {
                append.result().complete(result(outcomes, without(erased, turns)));
            } else if (part.request() instanceof GiveUp giveUp) {
                giveUp.result().complete(result(outcomes, turns));
            } else if (part.request() instanceof Restricted restricted && restricted.done() != null) {
                restricted
                        .request()
                        .result()
                        .complete(new RestrictResult(restricted.done().voided(), turns));
            } else {
                unreported.addAll(turns);
            }
            outcome = part.outcomes();
            turn = part.turns();
        }
    }

    /** Removes messages that were deleted before they arrived. */
    private static List<DeliveredMessage> without(Set<MessageKey> erased, List<DeliveredMessage> turns) {
        return erased.isEmpty()
                ? turns
                : turns.stream()
                        .filter(turn -> !erased.contains(turn.message().key()))
                        .toList();
    }

    private AppendResult result(List<Outcome> outcomes, List<DeliveredMessage> turns) {
        List<DeliveredMessage> all = new ArrayList<>(unreported);
        all.addAll(turns);
        unreported.clear();
        return new AppendResult(List.copyOf(outcomes), all, log.waiting().size() > 0);
    }

    private Behavior<Command> stay(Runnable done) {
        done.run();
        return this;
    }

    private void check(Suspicion suspicion) {
        store.read(suspicion.author(), suspicion.read(), Suspicion.MAX_READ)
                .thenAccept(stored -> suspicion.prove(stored).map(Prove::new).ifPresent(context.getSelf()::tell));
    }

    private Behavior<Command> eraseHidden() {
        if (!log.restrictions().moderators().isEmpty()) {
            context.pipeToSelf(store.eraseHidden(), (done, cause) -> new Erased(cause));
        }
        context.scheduleOnce(ERASE_INTERVAL, context.getSelf(), new EraseDue());
        return this;
    }

    private Behavior<Command> onErased(Erased m) {
        if (m.cause() != null) {
            context.getLog().warn("could not erase texts that were deleted", m.cause());
        }
        return this;
    }

    private Behavior<Command> onReloadDue(ReloadDue m) {
        reloadPending = false;
        return reloadIfWanted();
    }

    private Behavior<Command> reloadIfWanted() {
        if (log.waiting().wantsMore() && !reloadPending) {
            reloadPending = true;
            context.pipeToSelf(
                    store.readWaiting(LogStore.MAX_WAITING), (found, cause) -> new Reload(Optional.ofNullable(found)));
        }
        return this;
    }

    private Behavior<Command> onStop() {
        IllegalStateException closing = new IllegalStateException("the log is closing");
        queue.forEach(request -> fail(request, closing));
        if (newest != null) {
            fail(newest, closing);
        }
        pendingCommit.ifPresent(last -> last.stored()
                .whenComplete((appended, cause) ->
                        finishAfterStop(last.commit(), appended, cause))); // the commit may still succeed
        return this;
    }

    private void finishAfterStop(Commit commit, @Nullable Appended appended, @Nullable Throwable cause) {
        if (appended == null) {
            commit.parts().forEach(part -> fail(part.request(), cause));
        } else {
            answer(commit, appended);
        }
    }

    private static void fail(Command request, @Nullable Throwable cause) {
        Throwable reason = cause == null ? new IllegalStateException("not stored") : cause;
        if (request instanceof Write write) {
            write.written().completeExceptionally(reason);
        } else if (request instanceof Append append) {
            append.result().completeExceptionally(reason);
        } else if (request instanceof GiveUp giveUp) {
            giveUp.result().completeExceptionally(reason);
        } else if (request instanceof Restrict restrict) {
            restrict.result().completeExceptionally(reason);
        } else if (request instanceof Restricted restricted) {
            restricted.request().result().completeExceptionally(reason);
        }
    }
}
