package p2pchat.console.terminal;

import java.io.IOError;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jline.keymap.KeyMap;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.ClosedException;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;
import p2pchat.console.input.InteractiveParser;
import p2pchat.console.text.Emoji;
import p2pchat.model.NetworkName;

/**
 * JLine's line reader with what a chat needs besides: restored input, questions that one key answers, a history from
 * which texts can be removed.
 *
 * <p>Threading: one thread reads. Other threads work under the lock of the line being edited or, between two lines,
 * leave their work for the start of the next one.
 */
final class ChatLineReader extends LendingLineReader {

    private static final Size DEFAULT_SIZE = new Size(80, 24);

    /** A key ends the wait, so it may be long. */
    private static final long KEY_WAIT_MILLIS = 60_000;

    /** What was typed before the prompt existed comes without a longer pause. */
    private static final long TYPE_AHEAD_MILLIS = 300;

    /** Nobody presses Enter and another key faster. */
    private static final long PASTE_MILLIS = 50;

    private static final String RESTORE_DRAFT = "restore-draft";
    private static final String ASK = "ask";
    private static final String UPDATE_HISTORY = "update-history";

    private final InputHistory lines;
    private final Runnable onResize;
    private final Runnable onPause;
    private final boolean ascii;
    private final PromptQuestion question;
    private final Queue<Consumer<InputHistory>> historyWork = new ConcurrentLinkedQueue<>();
    private volatile String nextPrompt = "";
    private String savedDraft = ""; // guarded by the lock
    private boolean draftInterrupted; // guarded by the lock

    // used by the reading thread only
    private final KeyInput input;
    private boolean lineIsAnswer;
    private boolean typedAhead = true;
    private boolean lineEntered;

    /**
     * @param cooked the attributes of the terminal before raw mode, for other programs
     * @param onResize called on any thread when the size of the terminal has changed
     * @param onPause called on the reading thread when no key follows a line for some time
     */
    ChatLineReader(Terminal terminal, Attributes cooked, EditorSettings settings, Runnable onResize, Runnable onPause) {
        this(
                new KeyInput(terminal.reader(), () -> System.nanoTime() / 1_000_000),
                terminal,
                cooked,
                settings,
                onResize,
                onPause);
    }

    private ChatLineReader(
            KeyInput input,
            Terminal terminal,
            Attributes cooked,
            EditorSettings settings,
            Runnable onResize,
            Runnable onPause) {
        super(input.of(terminal), cooked);
        this.input = input;
        this.question = new PromptQuestion(settings.reading());
        this.lines = new InputHistory(settings.histories());
        this.onResize = onResize;
        this.onPause = onPause;
        this.ascii = settings.ascii();
        setHistory(lines);
        setParser(new PlainLineParser());
        setCompleter(settings.completion());
        setOptions();
        getWidgets().put(RESTORE_DRAFT, this::restoreDraft);
        getWidgets().put(ASK, this::showQuestion);
        getWidgets().put(UPDATE_HISTORY, this::updateHistory);
        getWidgets().put(LineReader.CALLBACK_INIT, this::beginLine);
        getWidgets().put(KeyBindings.REDRAW, this::redrawRegion);
        getWidgets().put(KeyBindings.NEW_LINE, this::insertNewLine);
        getWidgets().put(KeyBindings.MEMBERS, this::listMembers);
        getWidgets().put(KeyBindings.SUSPEND, this::suspend);
        getWidgets().put(KeyBindings.IGNORE, () -> true);
        getWidgets().put(LineReader.EDIT_AND_EXECUTE_COMMAND, this::editExternally);
        KeyBindings.add(this, settings.editing());
    }

    private void setOptions() {
        option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        option(LineReader.Option.ERASE_LINE_ON_FINISH, true);
        option(LineReader.Option.CASE_INSENSITIVE, true);
        option(LineReader.Option.AUTO_FRESH_LINE, false);
        setVariable(LineReader.SECONDARY_PROMPT_PATTERN, "  ");
        setVariable(LineReader.BELL_STYLE, "none");
        setVariable(LineReader.HISTORY_SIZE, InputFile.MAX_TEXTS);
    }

    /** Sets a default size if the terminal reports none. */
    static void ensureSize(Terminal terminal) {
        if (terminal.getWidth() == 0 || terminal.getHeight() == 0) {
            terminal.setSize(DEFAULT_SIZE);
        }
    }

    // --- called by the session's thread

    /** Sets the prompt without drawing it. */
    void prompt(String text) {
        locked(() -> {
            nextPrompt = text;
            setPrompt(text);
        });
    }

    void redraw(String newPrompt) {
        locked(() -> {
            prompt(newPrompt);
            callIfReading(LineReader.REDISPLAY);
        });
    }

    /** Prints whole lines above the line being edited, with a new prompt below. */
    void printAbove(String text, String newPrompt) {
        locked(() -> {
            prompt(newPrompt);
            printAbove(text);
        });
    }

    /** Asks a question in the prompt. Once it is on the screen, one of these keys answers it. */
    void ask(String answerKeys, String newPrompt) {
        locked(() -> {
            if (question.ask(answerKeys)) {
                prompt(newPrompt);
                callIfReading(ASK);
            }
        });
    }

    /** Replaces the question, if one is asked, by a prompt and the draft. */
    void withdrawQuestion(String newPrompt) {
        locked(() -> {
            if (question.withdraw()) {
                prompt(newPrompt);
                callIfReading(RESTORE_DRAFT);
            }
        });
    }

    /** Puts text back into the input, or into the history if the user is typing something else. */
    void restoreInput(String text) {
        locked(() -> {
            saveDraft(text);
            callIfReading(RESTORE_DRAFT);
        });
    }

    void remember(String text) {
        withHistory(history -> history.remember(text));
    }

    /** Removes texts from the history of a network. */
    void forget(NetworkName network, List<String> texts) {
        withHistory(history -> history.forget(network, texts));
    }

    void useHistoryOf(NetworkName network) {
        withHistory(history -> history.use(network));
    }

    private void withHistory(Consumer<InputHistory> work) {
        historyWork.add(work);
        callIfReading(UPDATE_HISTORY);
    }

    /** Calls a widget, or leaves its work for the start of the next line. */
    private void callIfReading(String widget) {
        locked(() -> {
            if (reading) {
                callWidget(widget);
            }
        });
    }

    /** Runs work while nothing else draws, or changes what is drawn. */
    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    // --- called by the reading thread

    /**
     * Returns whether the last line was typed before the prompt existed. Until then the terminal turns the Enter key into a
     * line feed.
     */
    boolean lineWasTypedAhead() {
        typedAhead = typedAhead && "\n".equals(getLastBinding());
        return typedAhead;
    }

    /** Returns the next line, or the key that answers a question. */
    String readLineOrAnswer() {
        lineIsAnswer = false;
        String text = readLine(nextPrompt);
        while (question.awaitsKey() && !lineIsAnswer) {
            restoreInput(text); // comes back after the question
            text = readLine(nextPrompt);
        }
        lineEntered = true;
        return text;
    }

    /** Performs waiting history work: at the start of a line, under the reader's lock, or after the last line. */
    boolean updateHistory() {
        for (Consumer<InputHistory> work = historyWork.poll(); work != null; work = historyWork.poll()) {
            work.accept(lines);
        }
        return true;
    }

    @Override
    protected void handleSignal(Terminal.Signal signal) {
        ensureSize(terminal);
        super.handleSignal(signal);
        if (signal == Terminal.Signal.WINCH) {
            onResize.run();
        }
    }

    /** Chooses the key map when the key is pressed, because a question may have come up meanwhile. */
    @Override
    protected <T> T doReadBinding(KeyMap<T> keys, @Nullable KeyMap<T> local) {
        input.bind(sequence ->
                present(keys).getBound(sequence) != null || (local != null && local.getBound(sequence) != null));
        awaitKey();
        return super.doReadBinding(present(keys), local);
    }

    private <T> KeyMap<T> present(KeyMap<T> keys) {
        return question.awaitsKey() ? KeyBindings.forAnswers(this) : keys;
    }

    /** Reads a paste without the lock of the line. */
    @Override
    protected String doReadStringUntil(String end) {
        return unlocked(() -> {
            try {
                return input.readPaste().replace("\r\n", "\n");
            } catch (ClosedException e) {
                throw new EndOfFileException(e);
            } catch (IOException e) {
                throw new IOError(e);
            }
        });
    }

    private <T> T unlocked(Supplier<T> work) {
        boolean locked = lock.isHeldByCurrentThread();
        if (locked) {
            lock.unlock();
        }
        try {
            return work.get();
        } finally {
            if (locked) {
                lock.lock();
            }
        }
    }

    /** Waits for a key without reading it, and without the lock of the line. */
    private void awaitKey() {
        if (!bindingReader.getCurrentBuffer().isEmpty()) {
            return; // the rest of a sequence
        }
        unlocked(() -> {
            typedAhead = typedAhead && !pauses(TYPE_AHEAD_MILLIS);
            if (lineEntered && pauses(PASTE_MILLIS)) {
                lineEntered = false;
                onPause.run();
            }
            while (pauses(KEY_WAIT_MILLIS)) {}
            return true;
        });
    }

    private boolean pauses(long millis) {
        return bindingReader.peekCharacter(millis) == NonBlockingReader.READ_EXPIRED;
    }

    @Override
    protected boolean selfInsert() {
        String key = getLastBinding();
        if (question.awaitsKey() && getBuffer().length() == 0) {
            if (question.isTooNew()) {
                resumeDraft();
            } else if (question.answer(key)) {
                getBuffer().write(key);
                lineIsAnswer = true;
                return acceptLine();
            }
        }
        return key.startsWith("\u001b") || super.selfInsert(); // vi's map inserts Ctrl-A, in any encoding
    }

    /** Enters the line. While a question is asked, a line that does not answer it becomes the draft. */
    @Override
    protected boolean acceptLine() {
        if (!question.awaitsKey()) {
            return super.acceptLine();
        }
        if (question.answer(getBuffer().toString())) {
            lineIsAnswer = true;
            return super.acceptLine();
        }
        saveAndClearBuffer();
        return true;
    }

    /** Inserts a paste as text, even if it looks like a command (public 21). A question is answered before it. */
    @Override
    public boolean beginPaste() {
        if (question.awaitsKey()) {
            String text = doReadStringUntil(BRACKETED_PASTE_END).replace('\r', '\n');
            saveDraft(savedDraft.isEmpty() ? InteractiveParser.inputFor(text) : text);
            return true;
        }
        boolean atStart = buf.cursor() == 0;
        boolean done = super.beginPaste();
        if (atStart && buf.cursor() > 0 && buf.atChar(0) == '/') {
            int cursor = buf.cursor();
            buf.cursor(0);
            buf.write('/');
            buf.cursor(cursor + 1);
        }
        return done;
    }

    /** Clears the whole draft, not only one of its lines (newcomer 9). */
    @Override
    protected boolean killWholeLine() {
        return killBuffer();
    }

    /** Deletes a character, or explains why Ctrl-D does not leave (newcomer 9). */
    @Override
    protected boolean deleteCharOrList() {
        if (buf.cursor() < buf.length()) {
            return deleteChar();
        }
        printAbove(wrapped("Ctrl-D leaves only from an empty line; Ctrl-U clears this one"));
        return true;
    }

    /** Completes, and replaces a complete emoji name by the emoji. */
    @Override
    protected boolean expandOrComplete() {
        boolean done = super.expandOrComplete();
        String typed = getBuffer().upToCursor();
        Emoji.nameAtEnd(typed).ifPresent(name -> {
            getBuffer().backspace(typed.length() - typed.lastIndexOf(name));
            getBuffer().write(Emoji.all().get(name) + " ");
        });
        return done;
    }

    /** Shows a part of a long draft. */
    @Override
    protected void redisplay(boolean flush) {
        locked(() -> EditWindow.show(buf, terminal.getSize(), ascii, () -> super.redisplay(flush)));
    }

    /**
     * Starts a line, under the reader's lock, with what was asked or set between two lines. Draws nothing, because JLine
     * draws the line next and takes the screen below the scrollback to be empty.
     */
    private boolean beginLine() {
        setPrompt(nextPrompt);
        question.shown();
        updateHistory();
        writeSavedDraft();
        return true;
    }

    private boolean restoreDraft() {
        writeSavedDraft();
        callWidget(LineReader.REDISPLAY);
        return true;
    }

    private void writeSavedDraft() {
        if (question.awaitsKey()) {
            return;
        }
        if (getBuffer().length() == 0) {
            getBuffer().write(savedDraft);
        } else {
            lines.remember(savedDraft);
        }
        savedDraft = "";
        draftInterrupted = false;
    }

    /** Text typed before the question appeared is no answer to it. */
    private boolean showQuestion() {
        question.shown();
        draftInterrupted = getBuffer().length() > 0;
        saveAndClearBuffer();
        callWidget(LineReader.REDISPLAY);
        return true;
    }

    /** Takes the text back that the user is still typing. */
    private void resumeDraft() {
        if (draftInterrupted) {
            getBuffer().write(savedDraft);
            savedDraft = "";
            draftInterrupted = false;
        }
    }

    /** Enters /members; the draft comes back right after. */
    private boolean listMembers() {
        saveAndClearBuffer();
        getBuffer().write("/members");
        return acceptLine();
    }

    private void saveAndClearBuffer() {
        saveDraft(getBuffer().toString());
        getBuffer().clear();
    }

    private void saveDraft(String draft) {
        if (!draft.isBlank()) {
            savedDraft = savedDraft.isEmpty() ? draft : savedDraft + "\n" + draft;
        }
    }

    /** Redraws everything below the scrollback. */
    private boolean redrawRegion() {
        display.update(List.of(), 0);
        return redisplay();
    }

    private boolean insertNewLine() {
        getBuffer().write("\n");
        return true;
    }
}
