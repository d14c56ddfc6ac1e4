package p2pchat.console;

import java.util.Optional;
import p2pchat.model.NetworkEvent;

/**
 * How history stands among the lines: under a rule, which is printed with its first line and not before, for what was told
 * may still be on its way when other things happen.
 *
 * @param announced how much of it comes; empty once its rule stands, or where nobody said so
 * @param runs whether the last line was history
 */
record Replaying(Optional<NetworkEvent.Replayed> announced, boolean runs) {

    static final Replaying NOTHING = new Replaying(Optional.empty(), false);

    /** So much history comes. */
    Replaying announcing(NetworkEvent.Replayed history) {
        return new Replaying(Optional.of(history), runs);
    }

    /** A line of history follows, under its rule where one is due. */
    Replaying line() {
        return new Replaying(Optional.empty(), true);
    }

    /** Something else follows. */
    Replaying interrupted() {
        return new Replaying(announced, false);
    }

    /** Nothing comes any more. */
    Replaying over() {
        return new Replaying(Optional.empty(), runs);
    }

    /** Whether a rule goes before a line of history that follows. */
    boolean needsRule() {
        return announced.isPresent() || !runs;
    }
}
