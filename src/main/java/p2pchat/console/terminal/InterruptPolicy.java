package p2pchat.console.terminal;

import java.util.function.LongSupplier;

/** Decides what Ctrl-C does: it clears the line; on an empty line, a second one soon after the first leaves. */
final class InterruptPolicy {

    static final String HINT = "Ctrl-C again or Ctrl-D to leave";

    static final long TWICE_MILLIS = 2_000;

    enum Action {
        /** The line was cleared; its text is in the history. */
        CLEARED,
        /** Show how to leave. */
        HINT,
        LEAVE
    }

    private final LongSupplier millis;
    private long last;

    /** @param millis a monotonic clock */
    InterruptPolicy(LongSupplier millis) {
        this.millis = millis;
        this.last = millis.getAsLong() - TWICE_MILLIS;
    }

    /** @param empty whether nothing was typed */
    Action pressed(boolean empty) {
        long now = millis.getAsLong();
        boolean again = now - last < TWICE_MILLIS;
        last = empty ? now : now - TWICE_MILLIS;
        return !empty ? Action.CLEARED : again ? Action.LEAVE : Action.HINT;
    }
}
