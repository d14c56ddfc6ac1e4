package p2pchat.console.render;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;

/**
 * The content of the live region below the scrollback. It may change at any time and is printed only once it is final.
 *
 * @param nick our nick; empty before this node joined
 * @param sending own messages whose delivery is not known, oldest first
 * @param changes recent joins and leaves on one line
 * @param names nicks of the other members, for completion
 */
public record LiveView(String nick, List<Sending> sending, Optional<String> changes, Facts facts, List<String> names) {

    /**
     * A message that is being sent.
     *
     * @param text the first line, sanitised
     * @param have how many of the {@code all} other members have it
     */
    public record Sending(String text, int have, int all) {}

    /**
     * The content of the status line.
     *
     * @param self our node id; empty before this node joined
     * @param silence how long the leader was silent when it was suspected
     * @param reached how many members this node reaches, including itself
     * @param waiting how many own messages some member lacks
     * @param caughtUp percentage of the missed messages that were fetched; empty if it is not to be shown
     * @param unread number of unread messages in other networks
     */
    public record Facts(
            NetworkName network,
            NetworkEvent.State state,
            boolean directoryReachable,
            Optional<NodeId> self,
            Optional<String> leader,
            boolean leading,
            Duration silence,
            int members,
            int reached,
            int waiting,
            long epoch,
            Optional<Integer> caughtUp,
            long unread) {

        public Facts unread(long count) {
            return new Facts(
                    network,
                    state,
                    directoryReachable,
                    self,
                    leader,
                    leading,
                    silence,
                    members,
                    reached,
                    waiting,
                    epoch,
                    caughtUp,
                    count);
        }

        private Facts left() {
            return new Facts(
                    network,
                    NetworkEvent.State.LEFT,
                    true,
                    self,
                    Optional.empty(),
                    false,
                    Duration.ZERO,
                    0,
                    0,
                    0,
                    epoch,
                    Optional.empty(),
                    0);
        }
    }

    public LiveView {
        sending = List.copyOf(sending);
        names = List.copyOf(names);
    }

    /** Returns the view after this node left its last network. */
    public LiveView left() {
        return new LiveView(nick, List.of(), Optional.empty(), facts.left(), List.of());
    }

    public LiveView withUnread(long count) {
        return new LiveView(nick, sending, changes, facts.unread(count), names);
    }
}
