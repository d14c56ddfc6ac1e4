package p2pchat.console;

import java.util.List;
import java.util.Optional;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * What is so now and may be otherwise in a moment: it stands below the scrollback, and is printed only once it has
 * become what stays.
 *
 * @param nick what we are called; empty before anybody said
 * @param sending own messages whose fate is not known, oldest first
 * @param coming who came and went, in one line, while more may
 * @param names who may be named, for completion
 */
record Live(String nick, List<Sending> sending, Optional<String> coming, Facts facts, List<String> names) {

    /**
     * A message under way.
     *
     * @param text fit to show
     * @param have how many of the {@code all} others have it
     */
    record Sending(String text, int have, int all) {}

    /**
     * What the status line is made of.
     *
     * @param leader empty while there is none
     * @param waiting how many own messages some member lacks
     * @param elsewhere how many messages of the networks that are not looked at nobody has seen
     */
    record Facts(
            NetworkName network,
            NetworkEvent.State state,
            boolean directoryReachable,
            Optional<String> leader,
            boolean leading,
            int members,
            int waiting,
            long epoch,
            long elsewhere) {
        Facts elsewhere(long count) {
            return new Facts(network, state, directoryReachable, leader, leading, members, waiting, epoch, count);
        }
    }

    /** The same after leaving, where nothing else is looked at. */
    Live left() {
        Facts left = new Facts(
                facts.network(), NetworkEvent.State.LEFT, true, Optional.empty(), false, 0, 0, facts.epoch(), 0);
        return new Live(nick, List.of(), Optional.empty(), left, List.of());
    }

    Live elsewhere(long count) {
        return new Live(nick, sending, coming, facts.elsewhere(count), names);
    }

    Live {
        sending = List.copyOf(sending);
        names = List.copyOf(names);
    }
}
