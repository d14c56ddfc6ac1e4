package p2pchat.console.terminal;

import java.util.List;
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
 * One line after the other, edited on a terminal, with text that comes in above it.
 *
 * <p>Threading: reads on a daemon thread of its own and calls the sink there, and for signals on others. Everything else
 * is called by one writer; the line reader's lock keeps its output and the echo of keys apart.
 */
final class LineEditor implements AutoCloseable {

    /** What comes from whoever types. */
    sealed interface Input {

        /** A line, and whether more input was waiting behind it. */
        record Entered(String text, boolean more) implements Input {}

        /** Ctrl-C: with something typed, which is gone to the history, or without. */
        record Interrupted(boolean empty) implements Input {}

        /** The terminal has another size. */
        record Resized() implements Input {}

        /** Ctrl-D, or the terminal is gone. */
        record Ended() implements Input {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(LineEditor.class);

    /** So many lines may be entered and not yet taken. */
    private static final int CREDIT = 64;

    /** How long a close waits for the thread to wipe its prompt. */
    private static final long CLOSE_MILLIS = 500;

    private final Terminal terminal;
    private final BlockingKeyReader keyboard;
    private final Consumer<Input> sink;
    private final ChatLineReader reader;
    private final Thread thread;
    private final Attributes before;
    private final Semaphore credit = new Semaphore(CREDIT);
    private volatile boolean closed;

    private LineEditor(Terminal terminal, EditorSettings typing, Consumer<Input> sink) {
        this.terminal = terminal;
        this.keyboard = BlockingKeyReader.of(terminal);
        this.sink = sink;
        this.before = terminal.enterRawMode(); // also between two lines: no key may echo there
        this.reader = new ChatLineReader(terminal, before, typing, () -> tell(new Input.Resized()));
        terminal.handle(Terminal.Signal.INT, signal -> tell(new Input.Interrupted(true)));
        this.thread = new Thread(this::read, "line-editor");
        this.thread.setDaemon(true);
    }

    /** Begins to edit on the terminal, where what was typed before in the network is at hand from the first key on. */
    static LineEditor start(
            Terminal terminal, String prompt, EditorSettings typing, NetworkName network, Consumer<Input> sink) {
        LineEditor editor = new LineEditor(terminal, typing, sink);
        editor.prompt(prompt);
        editor.follow(network);
        editor.thread.start();
        return editor;
    }

    /** Prints above the line that is edited, whole lines with their ends, and shows the prompt below. */
    void print(String text, String newPrompt) {
        prompt(newPrompt);
        reader.printAbove(text);
    }

    /** Shows another prompt. */
    void redraw(String newPrompt) {
        prompt(newPrompt);
        reader.redraw();
    }

    /** The prompt for whenever the next key is typed; nothing is written. */
    void prompt(String newPrompt) {
        reader.prompt(newPrompt);
    }

    /** Asks in the prompt; each of these keys answers. */
    void ask(String keys, String question) {
        reader.ask(keys, question);
    }

    /** Nothing is asked any more. */
    void askNoMore() {
        reader.askNoMore();
    }

    /** One more line may be entered. */
    void resume() {
        credit.release();
    }

    /** Puts the text back to where it was typed; beside another draft it goes to the history instead. */
    void giveBack(String text) {
        reader.giveBack(text);
    }

    /** Up brings this text back. */
    void remember(String text) {
        reader.withHistory(history -> history.remember(text));
    }

    /** Nothing of what was typed in the network may bring these texts back. */
    void forget(NetworkName network, List<String> texts) {
        reader.withHistory(history -> history.forget(network, texts));
    }

    /** What was typed before is what was typed in this network. */
    void follow(NetworkName network) {
        reader.withHistory(history -> history.follow(network, reader));
    }

    /** Wipes everything that is not there to stay. What is printed afterwards stands alone, and Ctrl-C is still heard. */
    void finish() {
        closed = true;
        keyboard.leave();
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Attributes unread = terminal.getAttributes();
        unread.setLocalFlag(
                Attributes.LocalFlag.ISIG, true); // a key while lines are edited, which nobody reads any more
        terminal.setAttributes(unread);
    }

    @Override
    public void close() {
        finish();
        reader.careForHistory();
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
            tell(new Input.Ended());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // finished
        } catch (RuntimeException | Error e) {
            if (!closed) {
                LOG.warn("the terminal cannot be read", e);
                tell(new Input.Ended());
            }
        }
    }

    private void readOne() {
        try {
            String text = reader.read();
            boolean more = reader.peekCharacter(1) >= 0;
            tell(new Input.Entered(text, more));
        } catch (UserInterruptException e) {
            credit.release();
            if (closed) {
                return;
            }
            String partial = e.getPartialLine();
            remember(partial);
            tell(new Input.Interrupted(partial.isEmpty()));
        }
    }

    private void tell(Input heard) {
        boolean signal = heard instanceof Input.Interrupted;
        if (!closed || signal) {
            sink.accept(heard);
        }
    }
}
