package p2pchat.console.terminal;

import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.model.NetworkName;

/**
 * Reads line after line on a terminal, from raw mode until it is closed.
 *
 * <p>Threading: reads on a daemon thread of its own and calls the sink there, and for signals on others. Everything else
 * is called by one writer; the line reader's lock keeps its output apart from the echo of keys.
 */
final class LineEditor implements AutoCloseable {

    sealed interface Input {

        /**
         * A line.
         *
         * @param typedAhead whether it was typed before the prompt existed
         */
        record Entered(String text, boolean typedAhead) implements Input {}

        /** No key follows the last lines for some time. */
        record Paused() implements Input {}

        /** Ctrl-C. {@code empty} means that nothing was typed; otherwise the text is in the history now. */
        record Interrupted(boolean empty) implements Input {}

        record Resized() implements Input {}

        /** Ctrl-D, or the terminal is gone. */
        record Ended() implements Input {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(LineEditor.class);

    /** Lines that may wait for the session. */
    private static final int CREDIT = 64;

    /** How long to wait for the reading thread to clear its prompt. */
    private static final long CLOSE_MILLIS = 500;

    /** More without a line between them may have no end. */
    private static final int MAX_FAILURES = 100;

    private final Terminal terminal;
    private final Consumer<Input> sink;
    private final ChatLineReader line;
    private final Thread thread;
    private final Attributes before;
    private final Semaphore credit = new Semaphore(CREDIT);
    private volatile boolean closed;
    private int failures; // used by the reading thread only

    private LineEditor(Terminal terminal, EditorSettings settings, Consumer<Input> sink) {
        this.terminal = terminal;
        this.sink = sink;
        this.before = terminal.enterRawMode(); // also between two lines, so that no key echoes there
        this.line = new ChatLineReader(
                terminal, before, settings, () -> report(new Input.Resized()), () -> report(new Input.Paused()));
        terminal.handle(Terminal.Signal.INT, signal -> report(new Input.Interrupted(true)));
        this.thread = new Thread(this::read, "line-editor");
        this.thread.setDaemon(true);
    }

    /** Starts to read, with the input history of a network. */
    static LineEditor start(
            Terminal terminal, String prompt, EditorSettings settings, NetworkName network, Consumer<Input> sink) {
        LineEditor editor = new LineEditor(terminal, settings, sink);
        editor.line.prompt(prompt);
        editor.line.useHistoryOf(network);
        editor.thread.start();
        return editor;
    }

    ChatLineReader line() {
        return line;
    }

    /** Allows one more line to be read. */
    void readMore() {
        credit.release();
    }

    /** Clears the prompt and reads no more keys except Ctrl-C. Later output is not drawn over. */
    void finish() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Attributes withSignals = terminal.getAttributes();
        withSignals.setLocalFlag(Attributes.LocalFlag.ISIG, true); // while lines were edited, Ctrl-C was a key
        terminal.setAttributes(withSignals);
    }

    @Override
    public void close() {
        finish();
        line.updateHistory();
        terminal.setAttributes(before);
        terminal.flush();
    }

    private void read() {
        try {
            while (!closed) {
                credit.acquire();
                readOne();
            }
        } catch (EndOfFileException e) {
            report(new Input.Ended());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // finished
        } catch (RuntimeException | Error e) {
            if (!closed) {
                LOG.warn("cannot read from the terminal", e);
                report(new Input.Ended());
            }
        }
    }

    private void readOne() {
        try {
            String text = line.readLineOrAnswer();
            failures = 0;
            report(new Input.Entered(text, line.lineWasTypedAhead()));
        } catch (UserInterruptException e) {
            credit.release();
            if (!closed) {
                line.remember(e.getPartialLine());
                report(new Input.Interrupted(e.getPartialLine().isEmpty()));
            }
        } catch (EndOfFileException e) {
            throw e;
        } catch (RuntimeException e) { // no end of input
            failures++;
            if (closed || failures > MAX_FAILURES) {
                throw e;
            }
            LOG.warn("the line reader failed", e);
            credit.release();
            line.restoreInput(line.getBuffer().toString());
        }
    }

    private void report(Input input) {
        if (!closed || input instanceof Input.Interrupted) {
            sink.accept(input);
        }
    }
}
