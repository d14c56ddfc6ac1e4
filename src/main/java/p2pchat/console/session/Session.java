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
 * output holds up nobody else. {@link #handleEvent}, {@link #start} and {@link #leave} may be called from any thread and never
 * block. Lines come from a thread of the frontend. What others say while the output is stuck is kept up to
 * {@link #MAX_QUEUED} characters; beyond that it is counted, told, and left to the log.
 */
public final class Session {

    /** So many messages of a pipe may be on their way; more are not read. */
    public static final int MAX_IN_FLIGHT = 512;

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

    private Session(SessionState.Settings setting, Console console, InstantSource clock) {
        this.rooms = SessionState.start(setting, console.parser());
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
        Session session = new Session(new SessionState.Settings(network, patience, console.renderer()), console, clock);
        console.frontend().open(session.floor);
        return session;
    }

    /** What the desk may do: everything becomes work for the session's thread. */
    private final class Floor implements Frontend.Listener {

        @Override
        public void lineRead(InputLine line) {
            thread.execute(() -> hear(line));
        }

        @Override
        public void schedule(Duration time, Runnable work) {
            Future<?> unused = thread.schedule(() -> guarded(work), time.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void skipDrain() {
            submit(now -> now.applyToAll(ConversationState::drainTimedOut));
        }
    }

    /**
     * Enters the network and begins to talk. Completes with the exit code, once everything is written; fails only for a
     * bug.
     */
    public CompletionStage<Integer> start(NetworkJoiner by) {
        thread.execute(() -> guarded(() -> {
            entrance = Optional.of(by);
            enter(rooms.settings().first());
            listenIfReady();
        }));
        return exit.minimalCompletionStage();
    }

    private void enter(NetworkName network) {
        conversations.put(network, entrance.orElseThrow().join(network, event -> handleEvent(network, event)));
    }

    /** A network tells something. */
    public void handleEvent(NetworkName network, NetworkEvent event) {
        if (!backlog.admits(event)) {
            return;
        }
        thread.execute(() -> {
            long missed = backlog.taken(event);
            if (missed > 0) {
                take(now -> now.applyTo(network, dialogue -> dialogue.messagesSkipped(missed)));
            }
            recording.ifPresent(record -> record.event(network, event));
            if (event instanceof NetworkEvent.MemberChanged || event instanceof NetworkEvent.Sync) {
                take(now -> now.applyTo(network, dialogue -> dialogue.timePassed(clock.millis())));
            }
            take(now -> now.handleEvent(network, event));
        });
    }

    /** Leaves as if the input had ended, and without much ado: for whoever ends the process. */
    public void leave() {
        submit(SessionState::quit);
        floor.schedule(LAST_CALL, floor::skipDrain);
    }

    private void submit(Function<SessionState, SessionStep> input) {
        thread.execute(() -> take(input));
    }

    private void submitTo(NetworkName network, Function<ConversationState, ConversationStep> input) {
        submit(now -> now.applyTo(network, input));
    }

    private void unsaid(MessageDraft what) {
        thread.execute(() -> desk.restoreInput(InteractiveParser.inputFor(what)));
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
        shown().map(ConversationState::references)
                .ifPresent(desk::setReferences); // before they are printed: who sees them refers to them
        turn.deeds()
                .forEach(deed -> perform(deed.network().orElse(rooms.settings().first()), deed.effect()));
        Optional<ConversationState> shown = shown(); // a deed may have been a turn of its own
        shown.flatMap(dialogue -> dialogue.renderer().live(dialogue.network()))
                .map(live -> live.elsewhere(rooms.networks().unread()))
                .ifPresent(desk::update);
        if (rooms.quitting() && shown.isEmpty()) {
            desk.stopInput();
        } else if (rooms.networks().current().isEmpty()) {
            desk.showNoNetwork();
        }
    }

    private Optional<ConversationState> shown() {
        return rooms.currentConversation().filter(ConversationState::isOpen);
    }

    private void hear(InputLine line) {
        guarded(() -> {
            SessionStep turn = rooms.handleLine(line);
            boolean refused =
                    turn.deeds().stream().anyMatch(deed -> deed.effect() instanceof ConversationEffect.PrintError);
            perform(turn);
            learnNetworks();
            if (refused && line instanceof InputLine.Text text && InteractiveParser.hasText(text.text())) {
                desk.restoreInput(text.text());
            }
        });
    }

    private void perform(NetworkName network, ConversationEffect effect) {
        if (effect instanceof ConversationEffect.Print print) {
            write(() -> desk.print(print.lines()));
        } else if (effect instanceof ConversationEffect.PrintError complain) {
            complain(complain.explanation());
        } else if (effect instanceof ConversationEffect.StartInput) {
            wantsLines = true;
            listenIfReady();
        } else if (effect instanceof ConversationEffect.ReadMore resume) {
            desk.readMore(resume.lines());
        } else if (effect instanceof ConversationEffect.Send say) {
            conversations.say(network, say);
        } else if (effect instanceof ConversationEffect.Query ask) {
            conversations.ask(network, ask);
        } else if (effect instanceof ConversationEffect.Fetch look) {
            conversations.look(network, look);
        } else if (effect instanceof ConversationEffect.Prefill draft) {
            write(() -> desk.prefill(draft.line()));
        } else if (effect instanceof ConversationEffect.Confirm confirm) {
            write(() -> desk.confirm(confirm.question(), confirm.line()));
        } else if (effect instanceof ConversationEffect.Forget forget) {
            desk.forget(network, forget.texts());
        } else if (effect instanceof ConversationEffect.Clear) {
            write(desk::clear);
        } else if (effect instanceof ConversationEffect.ScheduleDrainTimeout due) {
            floor.schedule(due.time(), () -> submitTo(network, ConversationState::drainTimedOut));
        } else if (effect instanceof ConversationEffect.ScheduleOverdueCheck remind) {
            floor.schedule(remind.time(), () -> submitTo(network, now -> now.showOverdue(clock.millis())));
        } else if (effect instanceof ConversationEffect.ScheduleUnreadNotice due) {
            floor.schedule(due.time(), () -> take(SessionState::announceUnread));
        } else if (effect instanceof ConversationEffect.Join) {
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
            desk.startInput(rooms.parser().maxLineBytes());
            learnNetworks();
        }
    }

    /** Asks which networks there are, so that whoever types may name one: now and then, since they come and go. */
    private void learnNetworks() {
        if (!rooms.parser().unattended()) {
            rooms.networks()
                    .current()
                    .ifPresent(
                            here -> conversations.networks(here, known -> thread.execute(() -> desk.setNetworks(known))));
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
            submit(SessionState::outputClosed);
        }
    }

    private void complain(Explanation explanation) {
        try {
            desk.printError(explanation);
        } catch (IOException e) {
            LOG.debug("nobody reads the error output any more: {}", explanation.line(), e);
        }
    }

    private void close() {
        desk.close();
        thread.shutdown();
    }
}
