package p2pchat.console.render;

import java.util.Optional;
import p2pchat.model.NetworkEvent;

/**
 * The position of history among the lines. It is printed below a rule. The rule waits for the first line of history,
 * because live events may come in between. Lines beyond the announced number were sent while this node was away.
 *
 * @param announced the history to come; empty once its rule is printed, or if none was announced
 * @param running whether the last line was history
 * @param left the announced lines still to come; {@link #UNANNOUNCED} if none were announced or more came
 */
record HistoryReplay(Optional<NetworkEvent.Replayed> announced, boolean running, int left) {

    private static final int UNANNOUNCED = -1;

    static final HistoryReplay NONE = new HistoryReplay(Optional.empty(), false, UNANNOUNCED);

    HistoryReplay announce(NetworkEvent.Replayed history) {
        return new HistoryReplay(Optional.of(history), running, history.shown());
    }

    /** A line of history is printed, below its rule if one is due. */
    HistoryReplay afterLine() {
        return new HistoryReplay(Optional.empty(), true, Math.max(left - 1, UNANNOUNCED));
    }

    /** A live line is printed. */
    HistoryReplay interrupted() {
        return new HistoryReplay(announced, false, left);
    }

    /** No more history follows. */
    HistoryReplay completed() {
        return new HistoryReplay(Optional.empty(), running, left);
    }

    /** Returns the rule above the next line of history; empty if it is printed already. */
    Optional<String> rule(MessageStyle style) {
        if (announced.isPresent()) {
            return announced.map(style::historyBegins);
        }
        if (left == 0) {
            return Optional.of(style.rule("while you were away"));
        }
        return running ? Optional.empty() : Optional.of(style.rule("earlier messages"));
    }
}
