package p2pchat.console.render;

import java.util.Optional;
import p2pchat.model.NetworkEvent;

/**
 * How history stands among the lines: under a rule, which is printed with its first line and not before, for what was told
 * may still be on its way when other things happen. What comes beyond what was told was said while this node was away.
 *
 * @param announced how much of it comes; empty once its rule stands, or where nobody said so
 * @param runs whether the last line was history
 * @param left how many lines of what was told are still to come; {@link #UNTOLD} where nothing was, or all came
 */
record HistoryReplay(Optional<NetworkEvent.Replayed> announced, boolean runs, int left) {

    private static final int UNTOLD = -1;

    static final HistoryReplay NOTHING = new HistoryReplay(Optional.empty(), false, UNTOLD);

    /** So much history comes. */
    HistoryReplay announcing(NetworkEvent.Replayed history) {
        return new HistoryReplay(Optional.of(history), runs, history.shown());
    }

    /** A line of history follows, under its rule where one is due. */
    HistoryReplay line() {
        return new HistoryReplay(Optional.empty(), true, Math.max(left - 1, UNTOLD));
    }

    /** Something else follows. */
    HistoryReplay interrupted() {
        return new HistoryReplay(announced, false, left);
    }

    /** Nothing comes any more. */
    HistoryReplay over() {
        return new HistoryReplay(Optional.empty(), runs, left);
    }

    /** The rule that goes before a line of history that follows; empty where one stands. */
    Optional<String> rule(MessageStyle wording) {
        if (announced.isPresent()) {
            return announced.map(wording::earlier);
        }
        if (left == 0) {
            return Optional.of(wording.rule("while you were away"));
        }
        return runs ? Optional.empty() : Optional.of(wording.rule("earlier messages"));
    }
}
