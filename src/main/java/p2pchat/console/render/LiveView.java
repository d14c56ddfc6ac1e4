package p2pchat.console.render;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;

/**
 * What is so now and may be otherwise in a moment: it stands below the scrollback, and is printed only once it has
 * become what stays.
 *
 * @param nick what we are called; empty before anybody said
 * @param sending own messages whose fate is not known, oldest first
 * @param coming who came and went, in one line, while more may
 * @param names who may be named, for completion
 */
public record LiveView(String nick, List<Sending> sending, Optional<String> coming, Facts facts, List<String> names) {

    /**
     * A message under way.
     *
     * @param text fit to show
     * @param have how many of the {@code all} others have it
     */
    public record Sending(String text, int have, int all) {}

    /**
     * What the status line is made of.
     *
     * @param self our number; empty before we are in
     * @param leader empty while there is none
     * @param silence how long the leader was not heard when it came under suspicion
     * @param reached how many of the members we reach, ourselves included
     * @param waiting how many own messages some member lacks
     * @param caughtUp how many percent of what was said in our absence are here; empty where that is nothing to tell
     * @param elsewhere how many messages of the networks that are not looked at nobody has seen
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
            long elsewhere) {
        public Facts elsewhere(long count) {
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

        /** Of a network that is looked at no more. */
        Facts left() {
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

    /** The same after leaving, where nothing else is looked at. */
    public LiveView left() {
        return new LiveView(nick, List.of(), Optional.empty(), facts.left(), List.of());
    }

    public LiveView elsewhere(long count) {
        return new LiveView(nick, sending, coming, facts.elsewhere(count), names);
    }

    public LiveView {
        sending = List.copyOf(sending);
        names = List.copyOf(names);
    }
}
