package p2pchat.console.terminal;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jline.terminal.Terminal;
import org.jline.utils.ClosedException;
import org.jline.utils.NonBlockingReader;

/**
 * The input of a terminal without the escape sequences that are no keys. A terminal sends those as answers, also to an
 * earlier program, and possibly in parts (public 9).
 *
 * <p>Threading: used by the thread that reads keys only.
 */
final class KeyInput extends NonBlockingReader {

    private static final String PASTE_BEGIN = "\u001b[200~";
    private static final String PASTE_END = "\u001b[201~";
    private static final String ESCAPE = "\u001b";

    /** A longer pause after Escape makes it a key of its own, if it is one. */
    static final int ESCAPE_MILLIS = 200;

    /** The same for the two characters that begin a string and are also keys, such as Alt-Shift-P. */
    private static final int START_MILLIS = 500;

    /** The same if Escape is a key: no user presses two more keys this fast. */
    private static final int START_AFTER_KEY_MILLIS = 100;

    /** A longer pause ends a string. */
    private static final int STRING_MILLIS = 2_000;

    private static final long NEVER = Long.MAX_VALUE;

    /** The rest of a sequence that is longer than any key is dropped as it comes. */
    private static final int LONGEST_KEY = 32;

    private final NonBlockingReader source;
    private final LongSupplier millis;

    /** Read, but not examined yet. */
    private final StringBuilder unread = new StringBuilder();

    private final StringBuilder sequence = new StringBuilder();
    private EscapeSequence state = EscapeSequence.COMPLETE;
    private long lastRead;

    /** What the line reader gets. */
    private final StringBuilder keys = new StringBuilder();

    private boolean escapePressed;
    private Predicate<String> bound = text -> false;

    /** @param millis a monotonic clock */
    KeyInput(NonBlockingReader source, LongSupplier millis) {
        this.source = source;
        this.millis = millis;
    }

    /** Returns the terminal with this input. */
    Terminal of(Terminal terminal) {
        Class<?>[] types = {Terminal.class};
        return (Terminal) Proxy.newProxyInstance(getClass().getClassLoader(), types, (self, method, arguments) -> {
            try {
                return method.getName().equals("reader") ? this : method.invoke(terminal, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        });
    }

    /** Sets which escape sequences are keys, from now on. */
    void bind(Predicate<String> newBound) {
        bound = newBound;
    }

    /** Reads the rest of a paste, as it is. */
    String readPaste() throws IOException {
        StringBuilder text = new StringBuilder(unread);
        char[] more = new char[4096];
        int end = text.indexOf(PASTE_END);
        while (end < 0) {
            int count = source.readBuffered(more);
            if (count < 0) {
                throw new ClosedException();
            }
            int searched = Math.max(0, text.length() - PASTE_END.length());
            text.append(more, 0, count);
            end = text.indexOf(PASTE_END, searched);
        }
        unread.setLength(0);
        unread.append(text, end + PASTE_END.length(), text.length());
        return text.substring(0, end);
    }

    @Override
    protected int read(long timeout, boolean isPeek) throws IOException {
        if (isPeek && escapePressed && keys.isEmpty()) {
            escapePressed = false;
            return READ_EXPIRED; // the pause after it is over
        }
        long end = timeout <= 0 ? NEVER : millis.getAsLong() + timeout;
        while (keys.isEmpty()) {
            long patience = sequence.isEmpty() ? NEVER : patience();
            long until = Math.min(end, patience == NEVER ? NEVER : lastRead + patience);
            long left = until - millis.getAsLong();
            int c = until == NEVER ? next(0) : left > 0 ? next(left) : READ_EXPIRED;
            if (c >= 0) {
                examine((char) c);
                lastRead = millis.getAsLong();
            } else if (c != READ_EXPIRED || until == end) {
                return c;
            } else {
                pauseAfterSequence();
            }
        }
        char key = keys.charAt(0);
        if (!isPeek) {
            keys.deleteCharAt(0);
        }
        return key;
    }

    @Override
    public int readBuffered(char[] buffer, int from, int length, long timeout) throws IOException {
        int c = read(timeout, false);
        if (c >= 0) {
            buffer[from] = (char) c;
        }
        return c < 0 ? c : 1;
    }

    /** @param timeout 0 for none */
    private int next(long timeout) throws IOException {
        if (unread.isEmpty()) {
            return source.read(timeout);
        }
        char c = unread.charAt(0);
        unread.deleteCharAt(0);
        return c;
    }

    private void examine(char c) throws IOException {
        escapePressed = false;
        if (sequence.isEmpty()) {
            begin(c);
        } else if (state == EscapeSequence.ESCAPE && c == '\u001b' && bound.test(ESCAPE)) {
            keys.append(c); // the first one is a key, the second begins a sequence
        } else {
            EscapeSequence before = state;
            state = state.next(c);
            if (state == EscapeSequence.BROKEN) {
                sequence.setLength(0);
                if (before == EscapeSequence.STRING_END && c >= ' ') {
                    begin('\u001b');
                }
                examine(c);
                return;
            }
            if (sequence.length() < LONGEST_KEY) {
                sequence.append(c);
            }
            if (state == EscapeSequence.COMPLETE) {
                String complete = sequence.toString();
                sequence.setLength(0);
                keep(complete);
            }
        }
    }

    private void begin(char c) {
        if (c == '\u001b') {
            sequence.append(c);
            state = EscapeSequence.ESCAPE;
        } else {
            keys.append(c);
        }
    }

    /** Passes a sequence on if it is a key. The line reader handles a single character after Escape. */
    private void keep(String complete) throws IOException {
        if (complete.length() == 2 || bound.test(complete)) {
            keys.append(complete);
        } else if (complete.equals(PASTE_BEGIN)) {
            String unused = readPaste(); // no keys, although nothing takes it now
        } else if (complete.startsWith(ESCAPE + ESCAPE)) {
            keep(complete.substring(1));
        }
    }

    private long patience() {
        return switch (state) {
            case ESCAPE -> bound.test(sequence.toString()) ? ESCAPE_MILLIS : NEVER;
            case CONTROL_START, CONTROL -> NEVER;
            default ->
                sequence.length() > 2
                        ? STRING_MILLIS
                        : bound.test(ESCAPE)
                                ? START_AFTER_KEY_MILLIS
                                : bound.test(sequence.toString()) ? START_MILLIS : STRING_MILLIS;
        };
    }

    private void pauseAfterSequence() {
        String pressed = sequence.toString();
        sequence.setLength(0);
        if (pressed.length() <= 2 && (bound.test(pressed) || bound.test(ESCAPE))) {
            keys.append(pressed);
            escapePressed = pressed.equals(ESCAPE);
        }
    }
}
