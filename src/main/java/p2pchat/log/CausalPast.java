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
 * Derives the vector clock of a message from what messages follow (protocol 2.7), looking at one after the other from
 * the message backwards in the order of history, which is a linear extension of causality.
 *
 * <p>An author's messages follow each other, so the first of them that is met in the past of the message settles its
 * count. The search ends when every author is settled, or cannot come any more since its first message stands later.
 * That is soon where all talk; it goes far back for somebody who spoke long ago and never since. So it is broken off
 * after {@link #MAX_VISITED}, and the clock says that it is not whole. Storing a clock with each message would cost a
 * large group more than most messages do.
 */
public final class CausalPast {

    /** Some tenths of a second of reading. */
    public static final int MAX_VISITED = 200_000;

    /** Far more than ever stand side by side; only messages that follow what is nowhere make more. */
    static final int MAX_PENDING = 10_000;

    private final TreeMap<NodeId, Long> upTo = new TreeMap<>();
    private final Map<NodeId, HistoryPlace> firsts;
    /** Authors that are not settled yet, by the place of their first message. */
    private final TreeMap<HistoryPlace, NodeId> open = new TreeMap<>();
    /** In the past, and not looked at yet. */
    private final Set<MessageKey> pending = new TreeSet<>();

    private int visited;

    /**
     * The past of a message.
     *
     * @param firsts where the first message of each author stands
     */
    public CausalPast(ChatMessage message, Map<NodeId, HistoryPlace> firsts) {
        this.firsts = new TreeMap<>(firsts);
        firsts.forEach((author, place) -> open.put(place, author));
        pending.add(message.key());
        visit(message.place(), message.heads());
        visited = 0;
    }

    /** Whether to {@link #visit} at one more. */
    public boolean wantsMore() {
        return !isSettled() && visited < MAX_VISITED && pending.size() <= MAX_PENDING;
    }

    /** The next message back in the order of history. */
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

    /** The clock, as far as it was looked for. */
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
