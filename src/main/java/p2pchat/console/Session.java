package p2pchat.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.ProblemException;

/**
 * Ties one conversation together: the only reader of the input and the only writer of the output. {@link Dialogue}
 * decides, this carries out.
 *
 * <p>Threading: one thread of its own takes every input in turn and does all writing, so that a slow reader of the
 * output holds up nobody else. {@link #tell}, {@link #start} and {@link #leave} may be called from any thread and never
 * block. Lines come from the thread of {@link LineInput}. What others say while the output is stuck is kept up to
 * {@link #MAX_QUEUED} characters; beyond that it is counted, told, and left to the log.
 */
public final class Session {

    /** So many messages of a pipe may be on their way; more are not read. */
    static final int MAX_UNSETTLED = 64;

    /** Some thousand messages of usual length. */
    static final long MAX_QUEUED = 8L * 1024 * 1024;

    /** What a message takes beside its text. */
    private static final int OVERHEAD = 512;

    /** Leaving tells the leader, which answers within a second or not at all. */
    private static final Duration LEAVE_DEADLINE = Duration.ofSeconds(5);

    /** The node answers from what it knows. */
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(2);

    /** Wipes what is seen, not what can be scrolled back to. */
    private static final String CLEAR = "\u001b[H\u001b[2J";

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /**
     * The standard streams, or what stands for them.
     *
     * @param errorsAsJson whether a program reads {@code err}
     */
    public record Streams(InputStream in, OutputStream out, OutputStream err, boolean errorsAsJson) {}

    private final ScheduledThreadPoolExecutor thread;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final Streams streams;
    private final InstantSource clock;

    // touched by the session's thread only
    private Dialogue dialogue;
    private Optional<Conversation> conversation = Optional.empty();
    private Optional<LineInput> input = Optional.empty();
    private boolean listening;

    private Session(Dialogue dialogue, Streams streams, InstantSource clock) {
        this.dialogue = dialogue;
        this.streams = streams;
        this.clock = clock;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread made = new Thread(work, "session");
            made.setDaemon(true);
            return made;
        });
        thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // what comes after the end
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Opens a session that shows what it is told. It reads nothing before the node is in the network and {@link #start}
     * was called.
     *
     * @param patience how long to wait at the end of a pipe for messages to arrive
     */
    public static Session open(
            NetworkName network,
            Reading reading,
            Renderer renderer,
            Duration patience,
            Streams streams,
            InstantSource clock) {
        Dialogue.Manner manner = new Dialogue.Manner(network, patience);
        return new Session(Dialogue.begin(manner, reading, renderer), streams, clock);
    }

    /** Begins to talk. Completes with the exit code, once everything is written; fails only for a bug. */
    public CompletionStage<Integer> start(Conversation with) {
        thread.execute(() -> {
            conversation = Optional.of(with);
            listenIfReady();
        });
        return exit.minimalCompletionStage();
    }

    /** The network tells something. */
    public void tell(NetworkEvent event) {
        long size = sizeOf(event);
        if (queued.addAndGet(size) > MAX_QUEUED && size > 0) {
            queued.addAndGet(-size);
            skipped.incrementAndGet();
            return;
        }
        thread.execute(() -> {
            queued.addAndGet(-size);
            long missed = skipped.getAndSet(0);
            if (missed > 0) {
                take(now -> now.skipped(missed));
            }
            take(now -> now.event(event));
        });
    }

    /** Leaves as if the input had ended: for whoever ends the process. */
    public void leave() {
        submit(Dialogue::leaveWanted);
    }

    /** Only what others say comes in any number; everything else is bounded by what this node does. */
    private static long sizeOf(NetworkEvent event) {
        return event instanceof NetworkEvent.Said said && !said.own()
                ? said.message().text().length() + OVERHEAD
                : 0;
    }

    private void submit(Function<Dialogue, Step> input) {
        thread.execute(() -> take(input));
    }

    private void take(Function<Dialogue, Step> input) {
        try {
            Step step = input.apply(dialogue);
            dialogue = step.next();
            for (Effect effect : step.effects()) {
                perform(effect);
            }
        } catch (RuntimeException | Error e) {
            LOG.error("the session ends for a bug", e);
            close();
            exit.completeExceptionally(e);
        }
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Print print) {
            print(print.lines());
        } else if (effect instanceof Effect.Complain complain) {
            complain(complain.explanation());
        } else if (effect instanceof Effect.Listen) {
            listening = true;
            listenIfReady();
        } else if (effect instanceof Effect.Resume resume) {
            input.ifPresent(lines -> lines.resume(resume.lines()));
        } else if (effect instanceof Effect.Say say) {
            say(say);
        } else if (effect instanceof Effect.Ask ask) {
            ask(ask);
        } else if (effect instanceof Effect.Clear) {
            print(List.of(CLEAR));
        } else if (effect instanceof Effect.Wait due) {
            later(due.time(), Dialogue::waited);
        } else if (effect instanceof Effect.Remind remind) {
            later(remind.time(), now -> now.overdue(clock.millis()));
        } else if (effect instanceof Effect.Leave) {
            leaveNow();
        } else if (effect instanceof Effect.Exit end) {
            close();
            exit.complete(end.code());
        } else {
            throw new AssertionError("nothing is done for " + effect);
        }
    }

    private void listenIfReady() {
        if (listening && conversation.isPresent() && input.isEmpty()) {
            input = Optional.of(LineInput.start(
                    streams.in(), dialogue.reading().limit(), MAX_UNSETTLED, line -> submit(now -> read(now, line))));
        }
    }

    private static Step read(Dialogue now, LineInput.Line line) {
        if (line instanceof LineInput.Line.Text text) {
            return now.line(text.number(), text.text());
        }
        if (line instanceof LineInput.Line.TooLong tooLong) {
            return now.lineTooLong(tooLong.number());
        }
        return now.inputEnded();
    }

    private void say(Effect.Say say) {
        CompletionStage<?> unused = conversation
                .orElseThrow()
                .say(say.text())
                .whenComplete((id, failure) -> submit(now -> failure == null
                        ? now.accepted(say.ticket(), id)
                        : now.refused(say.ticket(), explain(now, failure))));
    }

    private void ask(Effect.Ask ask) {
        CompletionStage<?> unused = conversation
                .orElseThrow()
                .ask(ask.question())
                .toCompletableFuture()
                .copy()
                .orTimeout(ANSWER_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((answer, failure) -> submit(now -> failure == null
                        ? now.answered(ask.ref(), answer)
                        : now.unanswered(ask.ref(), noAnswer(now, failure))));
    }

    private static Explanation explain(Dialogue now, Throwable failure) {
        return ProblemException.in(failure)
                .map(Explanations.ofNode(now.network())::of)
                .orElseGet(() -> {
                    LOG.error("saying a message failed for a bug", failure);
                    return Explanation.of(
                            Explanations.INTERNAL, "the message was not sent", "internal error: " + failure);
                });
    }

    private static Explanation noAnswer(Dialogue now, Throwable failure) {
        return ProblemException.in(failure)
                .map(Explanations.ofNode(now.network())::of)
                .orElseGet(() -> Explanations.noAnswer(now.network()));
    }

    private void leaveNow() {
        CompletableFuture<Void> leaving = conversation
                .map(with -> with.leave().toCompletableFuture().copy())
                .orElse(CompletableFuture.completedFuture(null));
        CompletionStage<?> unused = leaving.orTimeout(LEAVE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) -> submit(Dialogue::left));
    }

    private void later(Duration time, Function<Dialogue, Step> input) {
        Future<?> unused = thread.schedule(() -> take(input), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void print(List<String> lines) {
        try {
            write(streams.out(), lines);
        } catch (IOException e) {
            LOG.debug("nobody reads the output any more", e);
            submit(Dialogue::outputGone);
        }
    }

    private void complain(Explanation explanation) {
        try {
            write(streams.err(), streams.errorsAsJson() ? List.of(explanation.json()) : explanation.lines());
        } catch (IOException e) {
            LOG.debug("nobody reads the error output any more: {}", explanation.line(), e);
        }
    }

    private static void write(OutputStream to, List<String> lines) throws IOException {
        to.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        to.flush();
    }

    private void close() {
        input.ifPresent(LineInput::close);
        thread.shutdown();
    }
}
