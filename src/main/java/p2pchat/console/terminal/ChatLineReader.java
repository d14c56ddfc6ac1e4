package p2pchat.console.terminal;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jline.keymap.KeyMap;
import org.jline.reader.LineReader;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.console.text.Emoji;

/**
 * The library's line reader, with what a chat needs besides: text that is put back where it was typed, questions that
 * one key answers, a history from which something can be taken out.
 *
 * <p>Threading: one thread reads; what others want is done under the lock of the line that is edited, or, between two
 * lines, when the next one begins.
 */
final class ChatLineReader extends LineReaderImpl {

    private static final Logger LOG = LoggerFactory.getLogger(ChatLineReader.class);

    private static final Size USUAL = new Size(80, 24);

    private static final String TAKE_BACK = "take-back";
    private static final String ASK = "ask";
    private static final String HISTORY = "care-for-history";

    private final InputHistory lines;
    private final Runnable resized;
    private final ExternalEditor editor = ExternalEditor.of(System.getenv());
    private final Attributes usual;
    private final boolean ascii;
    private final AtomicReference<String> aside = new AtomicReference<>("");
    private final Queue<Consumer<InputHistory>> historyWork = new ConcurrentLinkedQueue<>();
    private volatile String shown = "";
    private volatile String asked = ""; // the keys that answer what is asked; none where nothing is
    private volatile String answers = ""; // the same from when the question is seen until it is answered
    private volatile boolean settled; // what is asked was answered, and whoever asked does not know yet
    private boolean answered; // by the line that was accepted last; of the reading thread

    /**
     * A reader on this terminal.
     *
     * @param usual how the terminal was before it was read key by key: so it is handed to other programs
     * @param resized told, on any thread, that the terminal has another size
     */
    ChatLineReader(Terminal terminal, Attributes usual, EditorSettings typing, Runnable resized) {
        super(terminal, "p2p-chat", new LinkedHashMap<>());
        this.lines = new InputHistory(typing.histories());
        this.resized = resized;
        this.usual = usual;
        this.ascii = typing.ascii();
        setHistory(lines);
        setParser(new PlainLineParser());
        setCompleter(typing.completion());
        LineReaderOptions.set(this);
        getWidgets().put(TAKE_BACK, this::takeBack);
        getWidgets().put(ASK, this::askNow);
        getWidgets().put(HISTORY, this::careForHistory);
        getWidgets().put(LineReader.CALLBACK_INIT, this::begin);
        getWidgets().put(KeyBindings.AFRESH, this::drawAfresh);
        getWidgets().put(KeyBindings.NEW_LINE, this::newLine);
        getWidgets().put(KeyBindings.MEMBERS, this::members);
        getWidgets().put(LineReader.EDIT_AND_EXECUTE_COMMAND, this::edit);
        KeyBindings.add(this, typing.keys());
    }

    /** One that does not say how large it is is taken for an ordinary one. */
    static void measure(Terminal terminal) {
        if (terminal.getWidth() == 0 || terminal.getHeight() == 0) {
            terminal.setSize(USUAL);
        }
    }

    @Override
    protected void handleSignal(Terminal.Signal signal) {
        measure(terminal);
        super.handleSignal(signal);
        if (signal == Terminal.Signal.WINCH) {
            resized.run();
        }
    }

    /** Whatever the next key is for is decided when it is pressed, since something may be asked meanwhile. */
    @Override
    protected <T> T doReadBinding(KeyMap<T> keys, KeyMap<T> local) {
        BlockingKeyReader.awaitKey(bindingReader, lock);
        return super.doReadBinding(answers.isEmpty() ? keys : KeyBindings.answering(this, keys), local);
    }

    /** The prompt for whenever the next key is typed; nothing is written. */
    void prompt(String text) {
        shown = text;
        setPrompt(text);
    }

    /** Shows the prompt as it is now. */
    void redraw() {
        perform(LineReader.REDISPLAY);
    }

    /** A question is asked in the prompt, which each of these keys answers at once from when it is seen. */
    void ask(String keys, String question) {
        if (!keys.equals(asked)) {
            asked = keys;
            settled = false;
            prompt(question);
            perform(ASK);
        }
    }

    /** Nothing is asked any more. */
    void askNoMore() {
        if (!asked.isEmpty()) {
            asked = "";
            answers = "";
            settled = false;
            perform(TAKE_BACK);
        }
    }

    /** Puts the text back to where it was typed; beside another draft it goes to the history instead. */
    void giveBack(String text) {
        setAside(text);
        perform(TAKE_BACK);
    }

    /** Does this with what was typed before, while nobody looks something up in it. */
    void withHistory(Consumer<InputHistory> work) {
        historyWork.add(work);
        perform(HISTORY);
    }

    /** The next line that is entered, or the key that answers a question. */
    String read() {
        answered = false;
        String text = readLine(shown);
        while (!answers.isEmpty() && !answered) {
            giveBack(text); // no answer; it comes back when the question is gone
            text = readLine(shown);
        }
        return text;
    }

    /** A key that stands for itself. */
    @Override
    protected boolean selfInsert() {
        String keys = answers;
        if (keys.isEmpty()) {
            return super.selfInsert();
        }
        String key = getLastBinding().toLowerCase(Locale.ROOT);
        if (key.length() == 1 && keys.contains(key) && getBuffer().length() == 0) {
            getBuffer().write(key);
            answered = true;
            settled = true;
            answers = ""; // what is typed from now on is typed into the next line
            return acceptLine();
        }
        return true;
    }

    /** Tab. The name of a picture, once it is whole, becomes the picture. */
    @Override
    protected boolean expandOrComplete() {
        boolean done = super.expandOrComplete();
        Emoji.nameAtEnd(getBuffer().upToCursor()).ifPresent(name -> {
            getBuffer()
                    .backspace(getBuffer().upToCursor().length()
                            - getBuffer().upToCursor().lastIndexOf(name));
            getBuffer().write(Emoji.all().get(name) + " ");
        });
        return done;
    }

    /** Of a long draft only a part is shown. */
    @Override
    protected void redisplay(boolean flush) {
        EditWindow.show(buf, terminal.getSize(), ascii, () -> super.redisplay(flush));
    }

    private void perform(String widget) {
        try {
            callWidget(widget);
        } catch (IllegalStateException e) {
            LOG.debug("between two lines: the next one begins with it", e);
        }
    }

    /** The first thing of each line, under the reader's lock: what was shown meanwhile counts. */
    private boolean begin() {
        setPrompt(shown);
        answers = settled ? "" : asked;
        careForHistory();
        return takeBack();
    }

    /** Does what waits to be done with the history: under the lock, or when nothing is read any more. */
    boolean careForHistory() {
        for (Consumer<InputHistory> work = historyWork.poll(); work != null; work = historyWork.poll()) {
            work.accept(lines);
        }
        return true;
    }

    private boolean takeBack() {
        String text = answers.isEmpty() ? aside.getAndSet("") : "";
        if (text.isEmpty()) {
            return true;
        }
        if (getBuffer().length() == 0) {
            getBuffer().write(text);
        } else {
            lines.remember(text);
        }
        callWidget(LineReader.REDISPLAY);
        return true;
    }

    /** What is being typed while a question comes up is no answer to it. */
    private boolean askNow() {
        answers = settled ? "" : asked;
        setAside(getBuffer().toString());
        getBuffer().clear();
        callWidget(LineReader.REDISPLAY);
        return true;
    }

    /** Asks who is here; the draft comes back right after. */
    private boolean members() {
        if (!answers.isEmpty()) {
            return true;
        }
        setAside(getBuffer().toString());
        getBuffer().clear();
        getBuffer().write("/members");
        return acceptLine();
    }

    private void setAside(String draft) {
        if (!draft.isBlank()) {
            aside.accumulateAndGet(draft, (there, more) -> there.isEmpty() ? more : there + "\n" + more);
        }
    }

    /**
     * The draft goes to the editor of the person's choice and comes back, to be sent or not. Until then the terminal is
     * the editor's: whatever is to be printed waits for the reader's lock.
     */
    private boolean edit() {
        if (!answers.isEmpty()) {
            return true;
        }
        Attributes raw = terminal.getAttributes();
        Terminal.SignalHandler interrupts = terminal.handle(Terminal.Signal.INT, signal -> {}); // meant for the editor
        cleanup();
        terminal.setAttributes(usual);
        try {
            String text = editor.edit(getBuffer().toString());
            getBuffer().clear();
            getBuffer().write(text);
        } catch (IOException e) {
            LOG.debug("no text from the editor", e);
            printAbove("the draft is as it was: " + e.getMessage() + " (EDITOR names the one that is used)");
        } finally {
            terminal.setAttributes(raw);
            terminal.handle(Terminal.Signal.INT, interrupts);
            terminal.writer().write(BRACKETED_PASTE_ON);
            redrawLine();
            callWidget(LineReader.REDISPLAY);
        }
        return true;
    }

    /** Draws anew what stands below the scrollback, which stays as it is. */
    private boolean drawAfresh() {
        display.update(List.of(), 0);
        return redisplay();
    }

    private boolean newLine() {
        getBuffer().write("\n");
        return true;
    }
}
