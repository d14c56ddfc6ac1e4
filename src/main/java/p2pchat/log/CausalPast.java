package p2pchat.log;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.VectorClock;

/**
 * Derives the vector clock of a message from its heads (protocol 2.7). It visits earlier messages backwards in history order,
 * which is a linear extension of causality.
 *
 * <p>An author's messages follow each other, so the first one found in the past settles the author's count. The search ends
 * when every author is settled or has no earlier messages. It goes far back for authors who wrote nothing for a long time, so
 * it stops after {@link #MAX_VISITED} messages and marks the clock as incomplete. Storing a clock with each message would
 * take more space than most messages in a large group.
 */
public final class CausalPast {

    /** Limits reading to some tenths of a second. */
    public static final int MAX_VISITED = 200_000;

    /** Far more than concurrent messages can cause. Only messages that follow missing ones exceed it. */
    static final int MAX_PENDING = 10_000;

    private final TreeMap<NodeId, Long> upTo = new TreeMap<>();
    private final Map<NodeId, HistoryPlace> firsts;
    /** Authors that are not settled, by the place of their first message. */
    private final TreeMap<HistoryPlace, NodeId> open = new TreeMap<>();
    /** Messages of the past that were not visited yet. */
    private final Set<MessageKey> pending = new TreeSet<>();

    private int visited;

    /** Creates the causal past of a message, given the place of the first message of each author. */
    public CausalPast(ChatMessage message, Map<NodeId, HistoryPlace> firsts) {
        this.firsts = new TreeMap<>(firsts);
        firsts.forEach((author, place) -> open.put(place, author));
        pending.add(message.key());
        visit(message.place(), message.header().headKeys());
        visited = 0;
    }

    /** Returns whether to {@link #visit} another message. */
    public boolean wantsMore() {
        return !isSettled() && visited < MAX_VISITED && pending.size() <= MAX_PENDING;
    }

    /** Visits the next earlier message in history order. */
    public void visit(HistoryPlace place, List<MessageKey> heads) {
        visited++;
        MessageKey key = place.key();
        if (pending.remove(key)) {
            count(key);
            HistoryPlace first = firsts.get(key.author());
            if (first != null) {
                open.remove(first);
            }
            heads.forEach(this::count);
            pending.addAll(heads);
        }
        open.tailMap(place, true).clear();
    }

    /** Returns the clock derived so far. */
    public VectorClock clock() {
        return new VectorClock(upTo, isSettled() || wantsMore());
    }

    private boolean isSettled() {
        return open.isEmpty() || pending.isEmpty();
    }

    private void count(MessageKey key) {
        upTo.merge(key.author(), key.seq(), Math::max);
    }
}
