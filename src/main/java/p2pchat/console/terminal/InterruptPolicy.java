package p2pchat.console.terminal;

import java.util.function.LongSupplier;

/** What Ctrl-C means: the first on nothing is a slip of the finger, the second soon after is meant. */
final class InterruptPolicy {

    static final String HINT = "Ctrl-C again leaves, and so does Ctrl-D";

    /** A second one within this time means it. */
    static final long TWICE_MILLIS = 2_000;

    /** What to do. */
    enum Action {
        /** Nothing: what was typed is gone to the history. */
        CLEARED,
        /** To say how to leave. */
        HINT,
        LEAVE
    }

    private final LongSupplier millis;
    private long last;

    /** @param millis a clock that never goes back */
    InterruptPolicy(LongSupplier millis) {
        this.millis = millis;
        this.last = millis.getAsLong() - TWICE_MILLIS;
    }

    /** @param empty whether nothing was typed */
    Action pressed(boolean empty) {
        long at = millis.getAsLong();
        boolean again = at - last < TWICE_MILLIS;
        last = empty ? at : at - TWICE_MILLIS;
        return !empty ? Action.CLEARED : again ? Action.LEAVE : Action.HINT;
    }
}
