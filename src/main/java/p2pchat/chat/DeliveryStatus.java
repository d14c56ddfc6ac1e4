package p2pchat.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.NodeId;
import p2pchat.model.RecipientStatus;
import p2pchat.model.RecipientStatus.State;

/**
 * One message of this node's, and how far it is with each member of the view it was written in. Part of
 * {@link Deliveries}, and lean, for there are thousands of them.
 *
 * <pre>
 *   PENDING ──► DIRECT, RELAYED                    final
 *      ├──────► SLOW ──► any but PENDING           its cursor catches up
 *      ├──────► DROPPED ──► DIRECT, RELAYED        it came back
 *      └──────► REFUSED ──► DIRECT, RELAYED        it made its peace with us
 * </pre>
 */
final class DeliveryStatus {

    final MessageKey key;
    final MessageId id;
    /** When it was written, in milliseconds. */
    final long since;

    private final List<NodeId> members;
    private final State[] states;
    private final int[] after;
    private final boolean[] relayRequested;
    private Map<NodeId, Note> notes = Map.of();
    private int open;
    private int pending;

    private record Note(Optional<NodeId> via, String reason) {
        static final Note NONE = new Note(Optional.empty(), "");
    }

    /** Starts with everyone pending. The list is ascending and never changes; many tracks share it. */
    DeliveryStatus(ChatMessage message, long since, List<NodeId> members) {
        this.key = message.key();
        this.id = message.id();
        this.since = since;
        this.members = members;
        this.states = new State[members.size()];
        this.after = new int[members.size()];
        this.relayRequested = new boolean[members.size()];
        this.open = members.size();
        this.pending = members.size();
        Arrays.fill(states, State.PENDING);
    }

    boolean pending(NodeId member) {
        int at = index(member);
        return at >= 0 && states[at] == State.PENDING;
    }

    /** Whether it was to get it, and is not known to have it. */
    boolean lacks(NodeId member) {
        int at = index(member);
        return at >= 0 && !states[at].stored();
    }

    /** Whether the leader was asked to pass it on to this member. */
    boolean relayRequested(NodeId member) {
        int at = index(member);
        return at >= 0 && relayRequested[at];
    }

    void setRelayRequested(NodeId member, boolean isAsked) {
        relayRequested[index(member)] = isAsked;
    }

    boolean settled() {
        return open == 0;
    }

    /** Whether all but the slow are done with it. */
    boolean onlySlowLeft() {
        return pending == 0;
    }

    /** Returns whether that is news. */
    boolean change(NodeId member, State to, long now) {
        return change(member, to, Optional.empty(), "", now);
    }

    /** Returns whether that is news. What a member has it never loses. */
    boolean change(NodeId member, State to, Optional<NodeId> via, String reason, long now) {
        int at = index(member);
        if (at < 0 || states[at] == to || states[at].stored() || (!to.stored() && !states[at].open())) {
            return false;
        }
        open += (to.open() ? 1 : 0) - (states[at].open() ? 1 : 0);
        pending -= states[at] == State.PENDING ? 1 : 0;
        states[at] = to;
        after[at] = (int) Math.max(0, Math.min(Integer.MAX_VALUE, now - since));
        if (via.isPresent() || !reason.isEmpty()) {
            note(member, new Note(via, reason));
        } else if (!notes.isEmpty()) {
            notes.remove(member);
        }
        return true;
    }

    private void note(NodeId member, Note note) {
        if (notes.isEmpty()) {
            notes = new TreeMap<>();
        }
        notes.put(member, note);
    }

    Delivery report(long now) {
        List<RecipientStatus> shares = new ArrayList<>(members.size());
        int last = 0;
        for (int i = 0; i < states.length; i++) {
            Note note = notes.getOrDefault(members.get(i), Note.NONE);
            shares.add(new RecipientStatus(
                    members.get(i), states[i], Duration.ofMillis(after[i]), note.via(), note.reason()));
            last = Math.max(last, after[i]);
        }
        return new Delivery(key, id, shares, Duration.ofMillis(settled() ? last : Math.max(0, now - since)));
    }

    private int index(NodeId member) {
        return Collections.binarySearch(members, member);
    }
}
