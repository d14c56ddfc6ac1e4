package p2pchat.console.terminal;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jline.terminal.Terminal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.console.error.Explanation;
import p2pchat.console.input.InputLine;
import p2pchat.console.input.InteractiveParser;
import p2pchat.console.render.ErrorRenderer;
import p2pchat.console.render.LiveView;
import p2pchat.console.render.TextStyle;
import p2pchat.console.session.Frontend;
import p2pchat.console.session.MessageReferences;
import p2pchat.console.terminal.LineEditor.Input;
import p2pchat.console.text.Sanitiser;
import p2pchat.console.text.TextWidth;
import p2pchat.model.NetworkName;

/**
 * A terminal in inline mode: events scroll up into the terminal's own scrollback, the status and the input line stay
 * below. Writes nothing while nothing happens.
 */
final class InlineTerminal implements Frontend {

    private static final Logger LOG = LoggerFactory.getLogger(InlineTerminal.class);

    /** The prompt of an echoed command, and the last column. */
    private static final int ECHO_MARGIN = 3;

    private final Terminal terminal;
    private final TextStyle style;
    private final EditorSettings settings;
    private final LongSupplier millis;
    private final InterruptPolicy interrupts;
    private final ScreenUpdates updates;
    private Optional<Listener> listener = Optional.empty();
    private Optional<LineEditor> editor = Optional.empty();
    private Optional<LiveView> view = Optional.empty();
    private PasteDetector pastes = PasteDetector.EMPTY;
    private long lineNumber;
    private boolean inputStopped;

    /** @param millis a monotonic clock */
    InlineTerminal(Terminal terminal, TextStyle style, EditorSettings settings, LongSupplier millis) {
        this.terminal = terminal;
        this.style = style;
        this.settings = settings;
        this.millis = millis;
        this.interrupts = new InterruptPolicy(millis);
        this.updates = new ScreenUpdates(
                terminal, millis, this::prompt, (delay, work) -> listener().schedule(delay, work));
        ChatLineReader.ensureSize(terminal);
    }

    @Override
    public void open(Listener session) {
        listener = Optional.of(session);
    }

    @Override
    public void startInput(int maxLineBytes) {
        // the line editor starts with the first view
    }

    @Override
    public void readMore(int lines) {
        // the line editor limits the lines that wait for the session
    }

    @Override
    public void print(List<String> lines) {
        updates.print(lines);
    }

    @Override
    public void printError(Explanation explanation) {
        print(ErrorRenderer.lines(explanation, style));
    }

    @Override
    public void clear() {
        updates.replace(List.of(CLEAR));
    }

    @Override
    public void update(LiveView next) {
        boolean onlyStatus = view.filter(before -> before.sending().equals(next.sending())
                        && before.changes().equals(next.changes()))
                .isPresent();
        NetworkName network = next.facts().network();
        boolean otherNetwork =
                view.filter(before -> before.facts().network().equals(network)).isEmpty();
        view = Optional.of(next);
        settings.completion().setNames(next.names());
        if (editor.isEmpty() && !inputStopped) {
            startEditor(network);
        } else if (otherNetwork) {
            editor.ifPresent(open -> open.line().useHistoryOf(network));
        }
        updates.promptChanged(onlyStatus);
    }

    private void startEditor(NetworkName network) {
        String prompt = prompt().text();
        LineEditor started = LineEditor.start(
                terminal, prompt, settings, network, input -> listener().schedule(Duration.ZERO, () -> handle(input)));
        editor = Optional.of(started);
        updates.attach(started.line(), prompt);
    }

    @Override
    public void showNoNetwork() {
        view.map(LiveView::left).filter(left -> !view.equals(Optional.of(left))).ifPresent(this::update);
    }

    @Override
    public void setNetworks(Collection<NetworkName> names) {
        settings.completion().setNetworks(names);
    }

    @Override
    public void setReferences(MessageReferences references) {
        settings.completion().setReferences(references);
    }

    @Override
    public void restoreInput(String text) {
        editor.ifPresent(open -> open.line().restoreInput(text));
    }

    @Override
    public void prefill(String line) {
        restoreInput(line);
    }

    @Override
    public void confirm(String question, String effect, String line) {
        if (!effect.isEmpty()) {
            print(List.of(effect)); // it does not fit into the prompt
        }
        pastes = pastes.asking(question + " [y]es [n]o ", line);
        updates.flush();
    }

    @Override
    public void forget(NetworkName network, List<String> texts) {
        editor.ifPresent(open -> open.line().forget(network, texts));
    }

    @Override
    public void stopInput() {
        if (!inputStopped) {
            updates.flush();
            inputStopped = true;
            editor.ifPresent(LineEditor::finish);
        }
    }

    @Override
    public void close() {
        stopInput();
        updates.flush();
        editor.ifPresent(open -> {
            open.line().remember(pastes.incomplete());
            open.close();
        });
        try {
            terminal.close();
        } catch (IOException e) {
            LOG.debug("cannot close the terminal", e);
        }
    }

    private void handle(Input input) {
        if (input instanceof Input.Entered entered) {
            editor.ifPresent(LineEditor::readMore);
            perform(
                    entered.typedAhead()
                            ? pastes.lineTypedAhead(entered.text(), millis.getAsLong())
                            : pastes.lineEntered(entered.text(), millis.getAsLong()));
        } else if (input instanceof Input.Paused) {
            perform(pastes.paused());
        } else if (input instanceof Input.Interrupted interrupted) {
            handleInterrupt(interrupted.empty());
        } else if (input instanceof Input.Resized) {
            updates.resized();
        } else {
            perform(pastes.paused());
            listener().lineRead(new InputLine.End());
        }
    }

    private void handleInterrupt(boolean empty) {
        InterruptPolicy.Action action = interrupts.pressed(empty);
        if (inputStopped) {
            listener().skipDrain();
        } else if (pastes.question().isPresent()) {
            perform(pastes.lineEntered("n", millis.getAsLong()));
        } else if (action == InterruptPolicy.Action.LEAVE) {
            listener().lineRead(new InputLine.End());
        } else if (action == InterruptPolicy.Action.HINT) {
            print(List.of(style.dim(InterruptPolicy.HINT)));
        }
    }

    private void perform(PasteDetector.Step step) {
        boolean asking = pastes.question().isPresent();
        pastes = step.next();
        if (asking != pastes.question().isPresent()) {
            updates.flush();
        }
        step.actions().forEach(action -> perform(action, !asking));
    }

    /** @param typed whether the user typed it; otherwise it answers a question */
    private void perform(PasteDetector.Action action, boolean typed) {
        if (action instanceof PasteDetector.Action.Submit submit) {
            lineNumber++;
            if (typed && InteractiveParser.isCommand(submit.text())) {
                print(List.of(style.dim(style.prompt("") + echo(submit.text()))));
            }
            listener().lineRead(new InputLine.Text(lineNumber, submit.text()));
        } else if (action instanceof PasteDetector.Action.Remember remember) {
            editor.ifPresent(open -> open.line().remember(remember.text()));
        } else {
            restoreInput(((PasteDetector.Action.RestoreInput) action).text());
        }
    }

    /** Shows a command above its answer, in one row. */
    private String echo(String command) {
        return TextWidth.cut(Sanitiser.line(command), Math.max(1, terminal.getWidth() - ECHO_MARGIN), style.ascii());
    }

    private ScreenUpdates.Prompt prompt() {
        if (inputStopped || view.isEmpty()) {
            return new ScreenUpdates.Prompt("", pastes.answerKeys());
        }
        String text =
                LiveRegion.prompt(view.get(), pastes.question(), terminal.getWidth(), terminal.getHeight(), style);
        return new ScreenUpdates.Prompt(text, pastes.answerKeys());
    }

    private Listener listener() {
        return listener.orElseThrow();
    }
}
