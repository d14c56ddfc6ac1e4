package p2pchat.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

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

    /** Leaving tells the leader, which answers within a second or not at all. */
    private static final Duration LEAVE_DEADLINE = Duration.ofSeconds(5);

    /** The node answers from what it knows. */
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /**
     * The standard streams, or what stands for them.
     *
     * @param errorsAsJson whether a program reads {@code err}
     */
    public record Streams(InputStream in, OutputStream out, OutputStream err, boolean errorsAsJson) {}

    private final ScheduledThreadPoolExecutor thread;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final Backlog backlog = new Backlog(MAX_QUEUED);
    private final Floor floor = new Floor();
    private final Desk desk;
    private final Optional<Recording> recording;
    private final InstantSource clock;

    // touched by the session's thread only
    private Dialogue dialogue;
    private Optional<Conversation> conversation = Optional.empty();
    private boolean wantsLines;
    private boolean listening;

    private Session(Dialogue.Manner manner, Seat seat, InstantSource clock) {
        this.dialogue = Dialogue.begin(manner, seat.reading(), seat.renderer());
        this.desk = seat.desk();
        this.recording = seat.recording();
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
        Desk desk = new StreamDesk(streams, MAX_UNSETTLED);
        return open(network, new Seat(desk, reading, renderer, Optional.empty()), patience, clock);
    }

    /** Likewise, where the seat says how what is read is understood and what happens is shown. */
    public static Session open(NetworkName network, Seat seat, Duration patience, InstantSource clock) {
        Dialogue.Manner manner = new Dialogue.Manner(network, patience);
        Session session = new Session(manner, seat, clock);
        seat.desk().open(session.floor);
        return session;
    }

    /** What the desk may do: everything becomes work for the session's thread. */
    private final class Floor implements Desk.Floor {

        @Override
        public void heard(LineInput.Line line) {
            thread.execute(() -> hear(line));
        }

        @Override
        public void later(Duration time, Runnable work) {
            Future<?> unused = thread.schedule(() -> guarded(work), time.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void hurry() {
            submit(Dialogue::waited);
        }
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
        if (!backlog.admits(event)) {
            return;
        }
        thread.execute(() -> {
            long missed = backlog.taken(event);
            if (missed > 0) {
                take(now -> now.skipped(missed));
            }
            recording.ifPresent(record -> record.event(event));
            take(now -> now.event(event));
        });
    }

    /** Leaves as if the input had ended: for whoever ends the process. */
    public void leave() {
        submit(Dialogue::leaveWanted);
    }

    private void submit(Function<Dialogue, Step> input) {
        thread.execute(() -> take(input));
    }

    private void take(Function<Dialogue, Step> input) {
        guarded(() -> perform(input.apply(dialogue)));
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.error("the session ends for a bug", e);
            close();
            exit.completeExceptionally(e);
        }
    }

    private void perform(Step step) {
        dialogue = step.next();
        step.effects().forEach(this::perform);
        if (dialogue.phase() == Phase.JOINING || dialogue.phase() == Phase.TALKING) {
            dialogue.renderer().live(dialogue.manner().network()).ifPresent(desk::live);
        } else {
            desk.hush();
        }
    }

    private void hear(LineInput.Line line) {
        guarded(() -> {
            Step step = line.reach(dialogue);
            boolean refused = step.effects().stream().anyMatch(effect -> effect instanceof Effect.Complain);
            perform(step);
            if (refused && line instanceof LineInput.Line.Text text) {
                desk.giveBack(text.text());
            }
        });
        if (line instanceof LineInput.Line.End) {
            submit(Dialogue::leaveWanted); // at a terminal somebody may go before the node is in
        }
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Print print) {
            write(() -> desk.print(print.lines()));
        } else if (effect instanceof Effect.Complain complain) {
            complain(complain.explanation());
        } else if (effect instanceof Effect.Listen) {
            wantsLines = true;
            listenIfReady();
        } else if (effect instanceof Effect.Resume resume) {
            desk.resume(resume.lines());
        } else if (effect instanceof Effect.Say say) {
            say(say);
        } else if (effect instanceof Effect.Ask ask) {
            ask(ask);
        } else if (effect instanceof Effect.Clear) {
            write(desk::clear);
        } else if (effect instanceof Effect.Wait due) {
            floor.later(due.time(), () -> take(Dialogue::waited));
        } else if (effect instanceof Effect.Remind remind) {
            floor.later(remind.time(), () -> take(now -> now.overdue(clock.millis())));
        } else if (effect instanceof Effect.Leave) {
            leaveNow();
        } else if (effect instanceof Effect.Exit end) {
            recording.ifPresent(record -> record.ended(end.code()));
            close();
            exit.complete(end.code());
        } else {
            throw new AssertionError("nothing is done for " + effect);
        }
    }

    private void listenIfReady() {
        if (wantsLines && conversation.isPresent() && !listening) {
            listening = true;
            desk.listen(dialogue.reading().limit());
        }
    }

    private void say(Effect.Say say) {
        CompletionStage<?> unused = conversation.orElseThrow().say(say.text()).whenComplete((id, failure) -> {
            submit(now -> failure == null
                    ? now.accepted(say.ticket(), id)
                    : now.refused(say.ticket(), Unsaid.explain(now, failure)));
            if (failure != null) {
                thread.execute(() -> desk.giveBack(say.text()));
            }
        });
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
                        : now.unanswered(ask.ref(), Unsaid.noAnswer(now, failure))));
    }

    private void leaveNow() {
        CompletableFuture<Void> leaving = conversation
                .map(with -> with.leave().toCompletableFuture().copy())
                .orElse(CompletableFuture.completedFuture(null));
        CompletionStage<?> unused = leaving.orTimeout(LEAVE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) -> submit(Dialogue::left));
    }

    private interface Writing {
        void go() throws IOException;
    }

    private void write(Writing writing) {
        try {
            writing.go();
        } catch (IOException e) {
            LOG.debug("nobody reads the output any more", e);
            submit(Dialogue::outputGone);
        }
    }

    private void complain(Explanation explanation) {
        try {
            desk.complain(explanation);
        } catch (IOException e) {
            LOG.debug("nobody reads the error output any more: {}", explanation.line(), e);
        }
    }

    private void close() {
        desk.close();
        thread.shutdown();
    }
}
