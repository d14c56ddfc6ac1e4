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
import p2pchat.console.input.InputLine;
import p2pchat.console.input.InputParser;
import p2pchat.console.input.InteractiveParser;
import p2pchat.console.render.Renderer;
import p2pchat.model.MessageDraft;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * Connects the user, the networks and the state: feeds lines and events to {@link SessionState} and performs its
 * effects.
 *
 * <p>Threading: a thread of its own handles every input in turn and does all writing, so that a slow reader of the
 * output delays nothing else. {@link #handleEvent}, {@link #start} and {@link #leave} may be called from any thread and
 * never block. While the output is stuck, at most {@link #MAX_QUEUED} characters of messages wait for it; further ones
 * are counted, reported and left to the log.
 */
public final class Session {

    /** Messages of a pipe that may be undelivered; no further line is read. */
    public static final int MAX_IN_FLIGHT = 512;

    /** A few thousand messages of usual length. */
    static final long MAX_QUEUED = 8L * 1024 * 1024;

    /** How long to wait for the last deliveries when the process is ended by a signal. */
    private static final Duration DRAIN_AT_SHUTDOWN = Duration.ofMillis(300);

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /** The standard streams, or others in their place. {@code errorsAsJson} is set if a program reads {@code err}. */
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
    private final Listener listener = new Listener();
    private final Frontend frontend;
    private final Optional<OutputRecorder> recorder;
    private final InstantSource clock;

    // used by the session's thread only
    private final NetworkClients clients = new NetworkClients(this::submitTo, this::restoreInput);
    private SessionState state;
    private Optional<NetworkJoiner> joiner = Optional.empty();

    private Session(SessionState.Settings settings, Console console, InstantSource clock) {
        this.state = SessionState.start(settings, console.parser());
        this.frontend = console.frontend();
        this.recorder = console.recorder();
        this.clock = clock;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread created = new Thread(work, "session");
            created.setDaemon(true);
            return created;
        });
        thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // input after the end
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Opens a session that shows events. It reads no line before {@link #start}.
     *
     * @param patience how long a pipe or program waits for the last deliveries
     */
    public static Session open(NetworkName network, Console console, Duration patience, InstantSource clock) {
        SessionState.Settings settings = new SessionState.Settings(network, patience, console.renderer());
        Session session = new Session(settings, console, clock);
        console.frontend().open(session.listener);
        return session;
    }

    private final class Listener implements Frontend.Listener {

        @Override
        public void lineRead(InputLine line) {
            thread.execute(() -> guard(() -> handleLine(line)));
        }

        @Override
        public void schedule(Duration delay, Runnable work) {
            Future<?> unused = thread.schedule(() -> guard(work), delay.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void skipDrain() {
            submit(now -> now.applyToAll(ConversationState::drainTimedOut));
        }
    }

    /**
     * Joins the first network and starts to read. Completes with the exit code once everything is written; fails only
     * because of a bug.
     */
    public CompletionStage<Integer> start(NetworkJoiner networkJoiner) {
        thread.execute(() -> guard(() -> {
            joiner = Optional.of(networkJoiner);
            join(state.settings().first());
            frontend.startInput(state.parser().maxLineBytes());
            updateNetworkNames();
        }));
        return exit.minimalCompletionStage();
    }

    /** Leaves as at the end of the input, but without waiting long: for the end of the process. */
    public void leave() {
        submit(SessionState::quit);
        listener.schedule(DRAIN_AT_SHUTDOWN, listener::skipDrain);
    }

    public void handleEvent(NetworkName network, NetworkEvent event) {
        if (!backlog.add(event)) {
            return;
        }
        thread.execute(() -> {
            long skipped = backlog.remove(event);
            if (skipped > 0) {
                apply(now -> now.applyTo(network, conversation -> conversation.messagesSkipped(skipped)));
            }
            recorder.ifPresent(recording -> recording.record(network, event));
            if (event instanceof NetworkEvent.MemberChanged || event instanceof NetworkEvent.Sync) {
                apply(now -> now.applyTo(network, conversation -> conversation.timePassed(clock.millis())));
            }
            if (event instanceof NetworkEvent.Ended) {
                CompletionStage<?> unused =
                        clients.answered(network).thenRun(() -> submit(now -> now.handleEvent(network, event)));
            } else {
                apply(now -> now.handleEvent(network, event));
            }
        });
    }

    private void handleLine(InputLine line) {
        Step<SessionState> step = state.handleLine(line);
        boolean refused = step.effects().stream().anyMatch(Effect.PrintError.class::isInstance);
        perform(step);
        updateNetworkNames();
        if (refused && line instanceof InputLine.Text text && !InteractiveParser.isCommand(text.text())) {
            frontend.restoreInput(text.text());
        }
    }

    private void restoreInput(MessageDraft unsent) {
        if (unsent instanceof MessageDraft.Text) { // commands are in the input history
            thread.execute(() -> frontend.restoreInput(InteractiveParser.inputFor(unsent.text())));
        }
    }

    private void submit(Function<SessionState, Step<SessionState>> input) {
        thread.execute(() -> apply(input));
    }

    private void submitTo(NetworkName network, Function<ConversationState, Step<ConversationState>> input) {
        submit(now -> now.applyTo(network, input));
    }

    private void apply(Function<SessionState, Step<SessionState>> input) {
        guard(() -> perform(input.apply(state)));
    }

    private void guard(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.error("the session ends because of a bug", e);
            close();
            exit.completeExceptionally(e);
        }
    }

    private void perform(Step<SessionState> step) {
        state = step.next();
        // before they are printed, so that a line typed in reply can refer to them
        openConversation().map(ConversationState::references).ifPresent(frontend::setReferences);
        step.effects().forEach(this::perform);
        Optional<ConversationState> current = openConversation(); // an effect may have changed the state
        current.flatMap(ConversationState::live)
                .map(live -> live.withUnread(state.networks().unread()))
                .ifPresent(frontend::update);
        if (state.quitting() && current.isEmpty()) {
            frontend.stopInput();
        } else if (state.networks().current().isEmpty()) {
            frontend.showNoNetwork();
        }
    }

    private Optional<ConversationState> openConversation() {
        return state.currentConversation().filter(ConversationState::isOpen);
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.OnFrontend onFrontend) {
            write(onFrontend);
        } else if (effect instanceof Effect.OnNetwork onNetwork) {
            perform(onNetwork);
        } else if (effect instanceof Effect.Timer timer) {
            schedule(timer);
        } else {
            int code = ((Effect.Exit) effect).code();
            recorder.ifPresent(recording -> recording.recordEnd(code));
            close();
            exit.complete(code);
        }
    }

    private void write(Effect.OnFrontend effect) {
        try {
            perform(effect);
        } catch (IOException e) {
            if (effect instanceof Effect.PrintError error) {
                LOG.debug(
                        "the reader of the error output is gone: {}",
                        error.explanation().line(),
                        e);
            } else {
                LOG.debug("the reader of the output is gone", e);
                submit(SessionState::outputClosed);
            }
        }
    }

    private void perform(Effect.OnFrontend effect) throws IOException {
        if (effect instanceof Effect.Print print) {
            frontend.print(print.lines());
        } else if (effect instanceof Effect.PrintError error) {
            frontend.printError(error.explanation());
        } else if (effect instanceof Effect.ReadMore more) {
            frontend.readMore(more.lines());
        } else if (effect instanceof Effect.Prefill prefill) {
            frontend.prefill(prefill.line());
        } else if (effect instanceof Effect.Confirm confirm) {
            frontend.confirm(confirm.question(), confirm.effect(), confirm.line());
        } else if (effect instanceof Effect.ForgetTexts forget) {
            frontend.forget(forget.network(), forget.texts());
        } else {
            frontend.clear();
        }
    }

    private void perform(Effect.OnNetwork effect) {
        if (effect instanceof Effect.Send send) {
            clients.send(send);
        } else if (effect instanceof Effect.Query query) {
            clients.query(query);
        } else if (effect instanceof Effect.Fetch fetch) {
            clients.fetch(fetch);
        } else if (effect instanceof Effect.Join) {
            join(effect.network());
        } else {
            clients.leave(effect.network());
        }
    }

    private void schedule(Effect.Timer timer) {
        listener.schedule(
                timer.delay(),
                () -> apply(state -> {
                    if (timer instanceof Effect.DrainTimeout timeout) {
                        return state.applyTo(timeout.network(), ConversationState::drainTimedOut);
                    }
                    return timer instanceof Effect.OverdueCheck check
                            ? state.applyTo(check.network(), conversation -> conversation.showOverdue(clock.millis()))
                            : state.announceUnread();
                }));
    }

    private void join(NetworkName network) {
        clients.put(network, joiner.orElseThrow().join(network, event -> handleEvent(network, event)));
    }

    /** Fetches the network names for completion; called after every line because networks come and go. */
    private void updateNetworkNames() {
        if (!state.parser().unattended()) {
            state.networks()
                    .current()
                    .ifPresent(current ->
                            clients.listNetworks(current, names -> thread.execute(() -> frontend.setNetworks(names))));
        }
    }

    private void close() {
        frontend.close();
        thread.shutdown();
    }
}
