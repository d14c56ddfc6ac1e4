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
 * The delivery of one own message to each member of the view it was written in. Part of {@link Deliveries}; compact
 * because there are thousands of them.
 *
 * <pre>
 *   PENDING ──► DIRECT, RELAYED                    final
 *      ├──────► SLOW ──► any except PENDING        the member's cursor catches up
 *      ├──────► DROPPED ──► DIRECT, RELAYED        the member came back
 *      └──────► REFUSED ──► DIRECT, RELAYED        the member accepted it later
 * </pre>
 */
final class DeliveryStatus {

    final MessageKey key;
    final MessageId id;
    /** Time of writing, in milliseconds. */
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

    /** Starts with all members pending. The list is ascending, never changes, and is shared. */
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

    /** Returns whether the member is a recipient and is not known to have the message. */
    boolean lacks(NodeId member) {
        int at = index(member);
        return at >= 0 && !states[at].isStored();
    }

    /** Returns whether the leader was asked to relay the message to this member. */
    boolean relayRequested(NodeId member) {
        int at = index(member);
        return at >= 0 && relayRequested[at];
    }

    void setRelayRequested(NodeId member, boolean requested) {
        relayRequested[index(member)] = requested;
    }

    boolean settled() {
        return open == 0;
    }

    /** Returns whether all recipients except the slow ones are settled. */
    boolean onlySlowLeft() {
        return pending == 0;
    }

    /** Returns whether the state changed. */
    boolean change(NodeId member, State to, long now) {
        return change(member, to, Optional.empty(), "", now);
    }

    /** Returns whether the state changed. A member never loses a message that it has. */
    boolean change(NodeId member, State to, Optional<NodeId> via, String reason, long now) {
        int at = index(member);
        if (at < 0 || states[at] == to || states[at].isStored() || (!to.isStored() && !states[at].isOpen())) {
            return false;
        }
        open += (to.isOpen() ? 1 : 0) - (states[at].isOpen() ? 1 : 0);
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
