package p2pchat.console.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import p2pchat.console.error.Explanation;
import p2pchat.console.input.InputLine;
import p2pchat.console.render.Theme;
import p2pchat.console.session.Frontend;
import p2pchat.console.session.Session;
import p2pchat.console.text.TextWrap;

/**
 * A terminal in plain mode: a prompt and lines, no escape codes. The terminal itself edits the line, so incoming
 * messages may appear in the middle of it.
 */
final class LineTerminal implements Frontend {

    static final String PROMPT = "> ";

    static final String ANNOUNCEMENT = "incoming messages may interrupt your line; keep typing, it is sent intact";

    private final Session.Streams streams;
    private final StreamFrontend lines;
    private final InterruptPolicy interrupts;
    private final Consumer<Runnable> onInterrupt;
    private final boolean spoken;
    private final IntSupplier columns;
    private Optional<Listener> listener = Optional.empty();
    private boolean promptShown;
    private boolean inputStopped;

    /**
     * @param credit how many lines may be read before {@link #readMore}
     * @param onInterrupt registers what Ctrl-C does
     * @param millis a monotonic clock
     * @param spoken whether a screen reader reads the lines, which then have no indent and no icons
     * @param columns returns the width of the terminal, 0 if unknown
     */
    LineTerminal(
            Session.Streams streams,
            int credit,
            Consumer<Runnable> onInterrupt,
            LongSupplier millis,
            boolean spoken,
            IntSupplier columns) {
        this.streams = streams;
        this.lines = new StreamFrontend(streams, credit, Theme.MONO);
        this.onInterrupt = onInterrupt;
        this.spoken = spoken;
        this.columns = columns;
        this.interrupts = new InterruptPolicy(millis);
    }

    @Override
    public void open(Listener session) {
        listener = Optional.of(session);
        lines.open(new Listener() {
            @Override
            public void lineRead(InputLine line) {
                boolean last = line instanceof InputLine.End;
                session.schedule(Duration.ZERO, () -> lineEnded(last));
                session.lineRead(line);
                session.schedule(Duration.ZERO, LineTerminal.this::showPrompt);
            }

            @Override
            public void schedule(Duration delay, Runnable work) {
                session.schedule(delay, work);
            }

            @Override
            public void skipDrain() {
                session.skipDrain();
            }
        });
        onInterrupt.accept(() -> session.schedule(Duration.ZERO, this::handleInterrupt));
    }

    @Override
    public void startInput(int maxLineBytes) {
        try {
            print(List.of(ANNOUNCEMENT));
        } catch (IOException e) {
            endInput(); // the reader of the output is gone
        }
        lines.startInput(maxLineBytes);
        showPrompt();
    }

    @Override
    public void readMore(int count) {
        lines.readMore(count);
    }

    @Override
    public void print(List<String> text) throws IOException {
        leavePromptLine();
        lines.print(wrapped(text));
    }

    @Override
    public void printError(Explanation explanation) throws IOException {
        leavePromptLine();
        Frontend.write(streams.err(), wrapped(explanation.lines(spoken ? "error:" : "!")));
    }

    private List<String> wrapped(List<String> text) {
        return TextWrap.wrap(text, columns.getAsInt(), !spoken);
    }

    @Override
    public void clear() throws IOException {
        print(List.of("/clear is not available in plain mode"));
    }

    @Override
    public void stopInput() {
        inputStopped = true;
    }

    @Override
    public void close() {
        inputStopped = true;
        lines.close();
    }

    /** Enter has moved the terminal to the next line; Ctrl-D has not. */
    private void lineEnded(boolean last) {
        promptShown &= last;
        inputStopped |= last;
    }

    private void leavePromptLine() throws IOException {
        if (promptShown) {
            promptShown = false;
            write("\n");
        }
    }

    private void showPrompt() {
        if (!promptShown && !inputStopped) {
            try {
                write(PROMPT);
                promptShown = true;
            } catch (IOException e) {
                inputStopped = true; // the next print reports it to the session
            }
        }
    }

    private void handleInterrupt() {
        try {
            if (inputStopped) {
                listener.orElseThrow().skipDrain();
            } else if (interrupts.pressed(true) == InterruptPolicy.Action.LEAVE) {
                endInput();
            } else { // the terminal has discarded the typed text
                promptShown = true;
                print(List.of(InterruptPolicy.HINT));
                showPrompt();
            }
        } catch (IOException e) {
            endInput();
        }
    }

    private void endInput() {
        listener.orElseThrow().lineRead(new InputLine.End());
    }

    private void write(String text) throws IOException {
        streams.out().write(text.getBytes(StandardCharsets.UTF_8));
        streams.out().flush();
    }
}
