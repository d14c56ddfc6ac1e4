package p2pchat.console.session;

import java.util.ArrayList;
import java.util.List;
import p2pchat.console.text.Sanitiser;

/**
 * Input that arrived before this node entered the network.
 *
 * @param held messages to send then, oldest first
 * @param ended whether the input is over
 * @param cutOff whether the directory does not answer, so that entering may take long
 */
record EarlyInput(List<Effect.Send> held, boolean ended, boolean cutOff) {

    static final EarlyInput NONE = new EarlyInput(List.of(), false, false);

    EarlyInput {
        held = List.copyOf(held);
    }

    EarlyInput holding(Effect.Send send) {
        List<Effect.Send> more = new ArrayList<>(held);
        more.add(send);
        return new EarlyInput(more, ended, cutOff);
    }

    EarlyInput endedNow() {
        return new EarlyInput(held, true, cutOff);
    }

    EarlyInput cutOffNow() {
        return new EarlyInput(held, ended, true);
    }

    /** Returns the texts of the held messages, for the screen. */
    List<String> texts() {
        return held.stream().map(send -> Sanitiser.text(send.draft().text())).toList();
    }
}
