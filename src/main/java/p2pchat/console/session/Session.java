package p2pchat.console.session;

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
import p2pchat.console.error.Explanation;
import p2pchat.console.input.InputLine;
import p2pchat.console.input.InputParser;
import p2pchat.console.input.InteractiveParser;
import p2pchat.console.render.Renderer;
import p2pchat.model.MessageDraft;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * Ties conversations together: the only reader of the input and the only writer of the output. {@link SessionState} and
 * {@link ConversationState} decide, this carries out.
 *
 * <p>Threading: one thread of its own takes every input in turn and does all writing, so that a slow reader of the
 * output holds up nobody else. {@link #tell}, {@link #start} and {@link #leave} may be called from any thread and never
 * block. Lines come from a thread of the frontend. What others say while the output is stuck is kept up to
 * {@link #MAX_QUEUED} characters; beyond that it is counted, told, and left to the log.
 */
public final class Session {

    /** So many messages of a pipe may be on their way; more are not read. */
    public static final int MAX_UNSETTLED = 512;

    /** Some thousand messages of usual length. */
    static final long MAX_QUEUED = 8L * 1024 * 1024;

    /** Whoever ends the process waits no longer for messages to arrive. */
    private static final Duration LAST_CALL = Duration.ofMillis(300);

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /**
     * The standard streams, or what stands for them.
     *
     * @param errorsAsJson whether a program reads {@code err}
     */
    public record Streams(InputStream in, OutputStream out, OutputStream err, boolean errorsAsJson) {}

    /**
     * How a session reads and shows.
     *
     * @param recorder writes the events to the output while the frontend uses the terminal
     */
    public record Console(
            Frontend frontend, InputParser parser, Renderer renderer, Optional<OutputRecorder> recorder) {}

    private final ScheduledThreadPoolExecutor thread;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final OutputBacklog backlog = new OutputBacklog(MAX_QUEUED);
    private final Floor floor = new Floor();
    private final Frontend desk;
    private final Optional<OutputRecorder> recording;
    private final InstantSource clock;

    // touched by the session's thread only
    private final NetworkClients conversations = new NetworkClients(this::submitTo, this::unsaid);
    private SessionState rooms;
    private Optional<NetworkJoiner> entrance = Optional.empty();
    private boolean wantsLines;
    private boolean listening;

    private Session(SessionState.Setting setting, Console console, InstantSource clock) {
        this.rooms = SessionState.begin(setting, console.parser());
        this.desk = console.frontend();
        this.recording = console.recorder();
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
    public static Session open(NetworkName network, Console console, Duration patience, InstantSource clock) {
        Session session = new Session(new SessionState.Setting(network, patience, console.renderer()), console, clock);
        console.frontend().open(session.floor);
        return session;
    }

    /** What the desk may do: everything becomes work for the session's thread. */
    private final class Floor implements Frontend.Listener {

        @Override
        public void heard(InputLine line) {
            thread.execute(() -> hear(line));
        }

        @Override
        public void later(Duration time, Runnable work) {
            Future<?> unused = thread.schedule(() -> guarded(work), time.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void hurry() {
            submit(now -> now.everywhere(ConversationState::waited));
        }
    }

    /**
     * Enters the network and begins to talk. Completes with the exit code, once everything is written; fails only for a
     * bug.
     */
    public CompletionStage<Integer> start(NetworkJoiner by) {
        thread.execute(() -> guarded(() -> {
            entrance = Optional.of(by);
            enter(rooms.setting().first());
            listenIfReady();
        }));
        return exit.minimalCompletionStage();
    }

    private void enter(NetworkName network) {
        conversations.put(network, entrance.orElseThrow().enter(network, event -> tell(network, event)));
    }

    /** A network tells something. */
    public void tell(NetworkName network, NetworkEvent event) {
        if (!backlog.admits(event)) {
            return;
        }
        thread.execute(() -> {
            long missed = backlog.taken(event);
            if (missed > 0) {
                take(now -> now.at(network, dialogue -> dialogue.skipped(missed)));
            }
            recording.ifPresent(record -> record.event(network, event));
            if (event instanceof NetworkEvent.MemberChanged || event instanceof NetworkEvent.Sync) {
                take(now -> now.at(network, dialogue -> dialogue.at(clock.millis())));
            }
            take(now -> now.event(network, event));
        });
    }

    /** Leaves as if the input had ended, and without much ado: for whoever ends the process. */
    public void leave() {
        submit(SessionState::quit);
        floor.later(LAST_CALL, floor::hurry);
    }

    private void submit(Function<SessionState, SessionStep> input) {
        thread.execute(() -> take(input));
    }

    private void submitTo(NetworkName network, Function<ConversationState, ConversationStep> input) {
        submit(now -> now.at(network, input));
    }

    private void unsaid(MessageDraft what) {
        thread.execute(() -> desk.giveBack(InteractiveParser.asTyped(what)));
    }

    private void take(Function<SessionState, SessionStep> input) {
        guarded(() -> perform(input.apply(rooms)));
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

    private void perform(SessionStep turn) {
        rooms = turn.next();
        shown().map(ConversationState::shown)
                .ifPresent(desk::messages); // before they are printed: who sees them refers to them
        turn.deeds()
                .forEach(deed -> perform(deed.network().orElse(rooms.setting().first()), deed.effect()));
        Optional<ConversationState> shown = shown(); // a deed may have been a turn of its own
        shown.flatMap(dialogue -> dialogue.renderer().live(dialogue.network()))
                .map(live -> live.elsewhere(rooms.open().unread()))
                .ifPresent(desk::live);
        if (rooms.quitting() && shown.isEmpty()) {
            desk.hush();
        } else if (rooms.open().current().isEmpty()) {
            desk.nowhere();
        }
    }

    private Optional<ConversationState> shown() {
        return rooms.shown().filter(ConversationState::isOpen);
    }

    private void hear(InputLine line) {
        guarded(() -> {
            SessionStep turn = rooms.line(line);
            boolean refused =
                    turn.deeds().stream().anyMatch(deed -> deed.effect() instanceof ConversationEffect.Complain);
            perform(turn);
            learnNetworks();
            if (refused && line instanceof InputLine.Text text && InteractiveParser.says(text.text())) {
                desk.giveBack(text.text());
            }
        });
    }

    private void perform(NetworkName network, ConversationEffect effect) {
        if (effect instanceof ConversationEffect.Print print) {
            write(() -> desk.print(print.lines()));
        } else if (effect instanceof ConversationEffect.Complain complain) {
            complain(complain.explanation());
        } else if (effect instanceof ConversationEffect.Listen) {
            wantsLines = true;
            listenIfReady();
        } else if (effect instanceof ConversationEffect.Resume resume) {
            desk.resume(resume.lines());
        } else if (effect instanceof ConversationEffect.Say say) {
            conversations.say(network, say);
        } else if (effect instanceof ConversationEffect.Ask ask) {
            conversations.ask(network, ask);
        } else if (effect instanceof ConversationEffect.Look look) {
            conversations.look(network, look);
        } else if (effect instanceof ConversationEffect.Draft draft) {
            write(() -> desk.draft(draft.line()));
        } else if (effect instanceof ConversationEffect.Confirm confirm) {
            write(() -> desk.confirm(confirm.question(), confirm.line()));
        } else if (effect instanceof ConversationEffect.Forget forget) {
            desk.forget(network, forget.texts());
        } else if (effect instanceof ConversationEffect.Clear) {
            write(desk::clear);
        } else if (effect instanceof ConversationEffect.Wait due) {
            floor.later(due.time(), () -> submitTo(network, ConversationState::waited));
        } else if (effect instanceof ConversationEffect.Remind remind) {
            floor.later(remind.time(), () -> submitTo(network, now -> now.overdue(clock.millis())));
        } else if (effect instanceof ConversationEffect.TellUnread due) {
            floor.later(due.time(), () -> take(SessionState::unreadDue));
        } else if (effect instanceof ConversationEffect.Enter) {
            enter(network);
        } else if (effect instanceof ConversationEffect.Leave) {
            conversations.leave(network);
        } else if (effect instanceof ConversationEffect.Exit end) {
            recording.ifPresent(record -> record.ended(end.code()));
            close();
            exit.complete(end.code());
        } else {
            throw new AssertionError("nothing is done for " + effect);
        }
    }

    private void listenIfReady() {
        if (wantsLines && entrance.isPresent() && !listening) {
            listening = true;
            desk.listen(rooms.reading().limit());
            learnNetworks();
        }
    }

    /** Asks which networks there are, so that whoever types may name one: now and then, since they come and go. */
    private void learnNetworks() {
        if (!rooms.reading().unattended()) {
            rooms.open()
                    .current()
                    .ifPresent(
                            here -> conversations.networks(here, known -> thread.execute(() -> desk.networks(known))));
        }
    }

    private interface Writing {
        void go() throws IOException;
    }

    private void write(Writing writing) {
        try {
            writing.go();
        } catch (IOException e) {
            LOG.debug("nobody reads the output any more", e);
            submit(SessionState::outputGone);
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
