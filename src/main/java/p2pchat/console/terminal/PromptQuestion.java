package p2pchat.console.terminal;

import java.time.Duration;
import java.util.Locale;

/**
 * The question in the prompt, which one key answers. Asked by the session's thread, shown and answered by the thread
 * that reads keys.
 */
final class PromptQuestion {

    private enum State {
        NONE,
        /** Not on the screen yet, so no key answers it. */
        ASKED,
        SHOWN,
        /** The session does not know the answer yet. */
        ANSWERED
    }

    private final Duration reading;
    private State state = State.NONE;
    private String keys = "";
    private long shownAt; // nanoseconds of a monotonic clock

    /** @param reading a key that follows the question faster was typed before the user could read it */
    PromptQuestion(Duration reading) {
        this.reading = reading;
    }

    /** Asks a question with these answers. Returns false if it is asked already. */
    synchronized boolean ask(String answerKeys) {
        if (answerKeys.equals(keys)) {
            return false;
        }
        keys = answerKeys;
        state = State.ASKED;
        return true;
    }

    /** Returns false if nothing is asked. */
    synchronized boolean withdraw() {
        boolean asked = state != State.NONE;
        keys = "";
        state = State.NONE;
        return asked;
    }

    synchronized void shown() {
        if (state == State.ASKED) {
            state = State.SHOWN;
            shownAt = System.nanoTime();
        }
    }

    /** Returns whether a question is on the screen: a key may answer it, and other text becomes the draft. */
    synchronized boolean awaitsKey() {
        return state == State.SHOWN;
    }

    /** Returns whether the user could not read the question yet. */
    synchronized boolean isTooNew() {
        return System.nanoTime() - shownAt < reading.toNanos();
    }

    /** Returns whether the key answers the question. */
    synchronized boolean answer(String key) {
        boolean answers = state == State.SHOWN && key.length() == 1 && keys.contains(key.toLowerCase(Locale.ROOT));
        if (answers) {
            state = State.ANSWERED;
        }
        return answers;
    }
}
