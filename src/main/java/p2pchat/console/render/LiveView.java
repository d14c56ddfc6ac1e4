package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.model.NetworkEvent.Condition;
import p2pchat.model.NetworkEvent.State;
import p2pchat.model.NetworkName;

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
     * @param condition the last one of the network; empty before this node joined
     * @param waiting how many own messages some member lacks
     * @param caughtUp percentage of the missed messages that were fetched; empty if it is not to be shown
     * @param unread number of unread messages in other networks
     */
    public record Facts(
            NetworkName network,
            MemberNames names,
            Optional<Condition> condition,
            int waiting,
            Optional<Integer> caughtUp,
            long unread) {

        /** Returns the state of the network. */
        public State state() {
            return condition.map(Condition::state).orElse(State.JOINING);
        }

        /** Returns the number of members, including this one. */
        public int members() {
            return names.present().size();
        }

        private Facts left() {
            Condition out = new Condition(State.LEFT, true, Optional.empty(), names.epoch(), List.of());
            return new Facts(network, names, Optional.of(out), 0, Optional.empty(), 0);
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

    /** Adds messages that are sent once this node has entered. Their texts are sanitised. */
    public LiveView withHeld(List<String> texts) {
        if (texts.isEmpty()) {
            return this;
        }
        List<Sending> more = new ArrayList<>(sending);
        texts.forEach(text -> more.add(new Sending(text.split("\n", 2)[0], 0, Math.max(0, facts.members() - 1))));
        int waiting = facts.waiting + texts.size();
        Facts now = new Facts(facts.network, facts.names, facts.condition, waiting, facts.caughtUp, facts.unread);
        return new LiveView(nick, more, changes, now, names);
    }

    public LiveView withUnread(long count) {
        Facts now = new Facts(facts.network, facts.names, facts.condition, facts.waiting, facts.caughtUp, count);
        return new LiveView(nick, sending, changes, now, names);
    }
}
