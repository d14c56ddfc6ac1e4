package p2pchat.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;
import p2pchat.log.LogStore.Outcome;
import p2pchat.log.MessageLog.Draft;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageId;
import p2pchat.model.NodeId;

/**
 * Keeps the log of one network: numbers what is written here, stores what arrives, and answers only after the commit.
 *
 * <p>One commit is under way at a time and takes everything that queued up behind the one before, so durability costs
 * one fsync for a whole burst.
 */
public final class MessageLogActor extends AbstractBehavior<MessageLogActor.Command> {

    /** A commit takes no more than this, so that the first of a flood are not kept waiting for the last. */
    static final int MAX_COMMIT = 4_096;

    /** What may wait for a commit; a sender beyond it is told to wait. Streams bound themselves far below. */
    static final int MAX_WAITING = 1_024;

    public sealed interface Command {}

    /** Completes with the numbered message once it is durable; fails with a {@code ProblemException}. */
    public record Write(NodeId self, Draft draft, CompletableFuture<ChatMessage> written) implements Command {}

    /** Completes with one outcome a message once they are durable; fails with a {@code ProblemException}. */
    public record Append(List<ChatMessage> messages, CompletableFuture<List<Outcome>> appended) implements Command {}

    /** Completes with the log as it stands, all of it durable. */
    public record Ask(CompletableFuture<MessageLog> log) implements Command {}

    private record Committed(
            Commit commit,
            @Nullable List<Outcome> outcomes,
            @Nullable Throwable cause) implements Command {}

    /** Messages on their way to the disk, who waits for which of them, and the log once they are there. */
    private record Commit(List<Command> requests, List<ChatMessage> messages, MessageLog next) {}

    private record UnderWay(Commit commit, CompletionStage<List<Outcome>> stored) {}

    public static Behavior<Command> create(
            LogStore store, LogStore.Summary summary, LongSupplier clock, RandomGenerator random) {
        return Behaviors.setup(context -> new MessageLogActor(context, store, MessageLog.of(summary), clock, random));
    }

    private final ActorContext<Command> context;
    private final LogStore store;
    private final LongSupplier clock;
    private final RandomGenerator random;
    private final Deque<Command> waiting = new ArrayDeque<>();
    private Optional<UnderWay> underWay = Optional.empty();
    private MessageLog log;

    private MessageLogActor(
            ActorContext<Command> context, LogStore store, MessageLog log, LongSupplier clock, RandomGenerator random) {
        super(context);
        context.setLoggerName(MessageLogActor.class);
        this.context = context;
        this.store = store;
        this.log = log;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Append.class, this::enqueue)
                .onMessage(Write.class, this::enqueue)
                .onMessage(Committed.class, this::onCommitted)
                .onMessage(Ask.class, this::onAsk)
                .onSignal(PostStop.class, signal -> onStop())
                .build();
    }

    private Behavior<Command> enqueue(Command request) {
        if (waiting.size() >= MAX_WAITING) {
            fail(request, new IllegalStateException("the log is busy"));
            return this;
        }
        waiting.add(request);
        return commitNext();
    }

    private Behavior<Command> commitNext() {
        if (underWay.isPresent() || waiting.isEmpty()) {
            return this;
        }
        Commit commit = gather();
        CompletionStage<List<Outcome>> stored =
                store.append(commit.messages(), commit.next().frontierHeads());
        underWay = Optional.of(new UnderWay(commit, stored));
        context.pipeToSelf(stored, (outcomes, cause) -> new Committed(commit, outcomes, cause));
        return this;
    }

    private Commit gather() {
        List<Command> requests = new ArrayList<>();
        List<ChatMessage> messages = new ArrayList<>();
        MessageLog next = log;
        while (!waiting.isEmpty() && messages.size() < MAX_COMMIT) {
            Command request = waiting.remove();
            requests.add(request);
            if (request instanceof Write write) {
                long now = clock.getAsLong();
                ChatMessage message = next.write(write.self(), write.draft(), MessageId.at(now, random), now);
                messages.add(message);
                next = next.with(message);
            } else if (request instanceof Append append) {
                messages.addAll(append.messages());
                for (ChatMessage message : append.messages()) {
                    next = next.with(message);
                }
            }
        }
        return new Commit(requests, messages, next);
    }

    private Behavior<Command> onCommitted(Committed m) {
        underWay = Optional.empty();
        if (m.outcomes() == null) {
            context.getLog()
                    .warn("could not store {} messages", m.commit().messages().size(), m.cause());
        } else {
            log = m.commit().next();
        }
        answer(m.commit(), m.outcomes(), m.cause());
        return commitNext();
    }

    private static void answer(Commit commit, @Nullable List<Outcome> outcomes, @Nullable Throwable cause) {
        if (outcomes == null) {
            commit.requests().forEach(request -> fail(request, cause));
            return;
        }
        int at = 0;
        for (Command request : commit.requests()) {
            if (request instanceof Write write) {
                write.written().complete(commit.messages().get(at));
                at++;
            } else if (request instanceof Append append) {
                int end = at + append.messages().size();
                append.appended().complete(List.copyOf(outcomes.subList(at, end)));
                at = end;
            }
        }
    }

    private Behavior<Command> onAsk(Ask m) {
        m.log().complete(log);
        return this;
    }

    private Behavior<Command> onStop() {
        waiting.forEach(request -> fail(request, new IllegalStateException("the log is closing")));
        underWay.ifPresent(last -> last.stored()
                .whenComplete(
                        (outcomes, cause) -> answer(last.commit(), outcomes, cause))); // the store knows the truth
        return this;
    }

    private static void fail(Command request, @Nullable Throwable cause) {
        Throwable reason = cause == null ? new IllegalStateException("not stored") : cause;
        if (request instanceof Write write) {
            write.written().completeExceptionally(reason);
        } else if (request instanceof Append append) {
            append.appended().completeExceptionally(reason);
        }
    }
}
