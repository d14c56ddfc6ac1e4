package p2pchat.console;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jline.keymap.KeyMap;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line after the other, edited on a terminal, with text that comes in above it.
 *
 * <p>Threading: reads on a daemon thread of its own and calls the sink there, and for signals on others. Everything else
 * is called by one writer; the line reader's lock keeps its output and the echo of keys apart.
 */
final class LineEditor implements AutoCloseable {

    /** What comes from whoever types. */
    sealed interface Heard {

        /** A line, and whether more input was waiting behind it. */
        record Entered(String text, boolean more) implements Heard {}

        /** Ctrl-C: with something typed, which is gone to the history, or without. */
        record Interrupted(boolean empty) implements Heard {}

        /** The terminal has another size. */
        record Resized() implements Heard {}

        /** Ctrl-D, or the terminal is gone. */
        record Ended() implements Heard {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(LineEditor.class);

    /** So many lines may be entered and not yet taken. */
    private static final int CREDIT = 64;

    /** How long a close waits for the thread to wipe its prompt. */
    private static final long CLOSE_MILLIS = 500;

    private static final String TAKE_BACK = "take-back";
    private static final String FORGET = "forget";

    private final Terminal terminal;
    private final Consumer<Heard> sink;
    private final Reader reader;
    private final InputHistory lines;
    private final Thread thread;
    private final Attributes before;
    private final Semaphore credit = new Semaphore(CREDIT);
    private final Queue<List<String>> forgotten = new ConcurrentLinkedQueue<>();
    private final AtomicReference<String> returned = new AtomicReference<>("");
    private volatile String prompt = "";
    private volatile boolean asking; // what is entered now is an answer, not worth remembering
    private volatile boolean closed;

    /** The line reader, which tells of changes of size. */
    private final class Reader extends LineReaderImpl {
        Reader(Map<String, Object> variables) {
            super(LineEditor.this.terminal, "p2p-chat", variables);
        }

        @Override
        protected void handleSignal(Terminal.Signal signal) {
            super.handleSignal(signal);
            if (signal == Terminal.Signal.WINCH) {
                tell(new Heard.Resized());
            }
        }
    }

    private LineEditor(Terminal terminal, Completion completion, Optional<Path> history, Consumer<Heard> sink) {
        this.terminal = terminal;
        this.sink = sink;
        this.lines = new InputHistory(history);
        this.before = terminal.enterRawMode(); // also between two lines: no key may echo there
        this.reader = new Reader(new LinkedHashMap<>());
        reader.setHistory(lines);
        reader.setParser(new WholeLine());
        reader.setCompleter(completion);
        reader.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.ERASE_LINE_ON_FINISH, true)
                .option(LineReader.Option.CASE_INSENSITIVE, true)
                .option(LineReader.Option.AUTO_FRESH_LINE, false)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "  ")
                .variable(LineReader.BELL_STYLE, "none")
                .variable(LineReader.HISTORY_SIZE, InputHistory.MAX_LINES)
                .variable(LineReader.HISTORY_FILE_SIZE, InputHistory.MAX_LINES);
        history.ifPresent(file -> reader.setVariable(LineReader.HISTORY_FILE, file));
        reader.getWidgets().put(TAKE_BACK, this::takeBack);
        reader.getWidgets().put(FORGET, this::forgetNow);
        reader.getWidgets().put(LineReader.CALLBACK_INIT, this::begin);
        reader.getWidgets().put("newline", this::newline);
        Objects.requireNonNull(reader.getKeyMaps().get(LineReader.MAIN))
                .bind(new Reference("newline"), KeyMap.alt('\r'), KeyMap.alt('\n'));
        terminal.handle(Terminal.Signal.INT, signal -> tell(new Heard.Interrupted(true)));
        this.thread = new Thread(this::read, "line-editor");
        this.thread.setDaemon(true);
    }

    /** Begins to edit on the terminal. */
    static LineEditor start(
            Terminal terminal, String prompt, Completion completion, Optional<Path> history, Consumer<Heard> sink) {
        LineEditor editor = new LineEditor(terminal, completion, history, sink);
        editor.prompt = prompt;
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
        widget(LineReader.REDISPLAY);
    }

    /** The prompt for whenever the next key is typed; nothing is written. */
    void prompt(String newPrompt) {
        prompt = newPrompt;
        reader.setPrompt(newPrompt);
    }

    /** Whether what is entered next is an answer to a question of ours. */
    void asking(boolean answers) {
        asking = answers;
    }

    /** One more line may be entered. */
    void resume() {
        credit.release();
    }

    /** Puts the text back to where it was typed; beside another draft it goes to the history instead. */
    void giveBack(String text) {
        returned.accumulateAndGet(text, (there, more) -> there.isEmpty() ? more : there + "\n" + more);
        widget(TAKE_BACK);
    }

    /** Nothing of what was typed may bring these texts back. */
    void forget(List<String> texts) {
        forgotten.add(texts);
        widget(FORGET);
    }

    /** Wipes everything that is not there to stay. What is printed afterwards stands alone. */
    void finish() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finish();
        forgetNow();
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
            tell(new Heard.Ended());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // finished
        } catch (RuntimeException | Error e) {
            if (!closed) {
                LOG.warn("the terminal cannot be read", e);
                tell(new Heard.Ended());
            }
        }
    }

    private void readOne() {
        try {
            String text = reader.readLine(prompt);
            boolean more = reader.peekCharacter(1) >= 0;
            if (!asking && !more) {
                remember(text);
            }
            tell(new Heard.Entered(text, more));
        } catch (UserInterruptException e) {
            credit.release();
            if (closed) {
                return;
            }
            String partial = e.getPartialLine();
            remember(partial);
            tell(new Heard.Interrupted(partial.isEmpty()));
        }
    }

    private void tell(Heard heard) {
        boolean signal = heard instanceof Heard.Interrupted;
        if (!closed || signal) {
            sink.accept(heard);
        }
    }

    private void remember(String text) {
        if (!text.isBlank()) {
            lines.remember(text);
        }
    }

    private void widget(String name) {
        try {
            reader.callWidget(name);
        } catch (IllegalStateException e) {
            LOG.debug("between two lines: the next one begins with it", e);
        }
    }

    /** The first thing of each line, under the reader's lock: what was shown meanwhile counts. */
    private boolean begin() {
        reader.setPrompt(prompt);
        forgetNow();
        return takeBack();
    }

    private boolean forgetNow() {
        for (List<String> texts = forgotten.poll(); texts != null; texts = forgotten.poll()) {
            lines.forget(texts);
        }
        return true;
    }

    private boolean takeBack() {
        String text = returned.getAndSet("");
        if (text.isEmpty()) {
            return true;
        }
        if (reader.getBuffer().length() == 0) {
            reader.getBuffer().write(text);
        } else {
            remember(text);
        }
        reader.callWidget(LineReader.REDISPLAY);
        return true;
    }

    private boolean newline() {
        reader.getBuffer().write("\n");
        return true;
    }
}
