package p2pchat.log;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import p2pchat.log.LogStore.Waiting;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.VersionVector;

/**
 * The stored messages that wait, each under one message that must pass before it is looked at again. Only an index: the
 * rows are on disk, and what has no room here is read again later.
 */
final class Waitlist {

    private final NavigableMap<MessageKey, Waiting> entries;
    private final NavigableMap<MessageKey, List<MessageKey>> byBlocker;
    private boolean incomplete;

    private Waitlist(
            NavigableMap<MessageKey, Waiting> entries,
            NavigableMap<MessageKey, List<MessageKey>> blocked,
            boolean incomplete) {
        this.entries = entries;
        this.byBlocker = blocked;
        this.incomplete = incomplete;
    }

    static Waitlist of(boolean incomplete) {
        return new Waitlist(new TreeMap<>(), new TreeMap<>(), incomplete);
    }

    Waitlist copy() {
        TreeMap<MessageKey, List<MessageKey>> lists = new TreeMap<>();
        byBlocker.forEach((key, list) -> lists.put(key, new ArrayList<>(list)));
        return new Waitlist(new TreeMap<>(entries), lists, incomplete);
    }

    int size() {
        return entries.size();
    }

    /** Whether messages wait that are not listed here, and there is room for them by now. */
    boolean wantsMore() {
        return incomplete && entries.size() <= LogStore.MAX_WAITING / 2;
    }

    boolean contains(MessageKey key) {
        return entries.containsKey(key);
    }

    /** {@code blocker} has not passed. */
    void add(Waiting message, MessageKey blocker) {
        if (entries.size() >= LogStore.MAX_WAITING && !entries.containsKey(message.key())) {
            incomplete = true;
            return;
        }
        entries.put(message.key(), message);
        byBlocker.computeIfAbsent(blocker, key -> new ArrayList<>()).add(message.key());
    }

    /** What waited for this message, to be looked at again: each is removed or added once more. */
    List<Waiting> blockedBy(MessageKey key) {
        List<MessageKey> keys = byBlocker.remove(key);
        return keys == null ? List.of() : keys.stream().map(entries::get).toList();
    }

    /** The messages of this author up to this number that others wait for. */
    List<MessageKey> blockers(NodeId author, long from, long to) {
        NavigableMap<MessageKey, List<MessageKey>> range =
                byBlocker.subMap(new MessageKey(author, from), true, new MessageKey(author, to), true);
        return List.copyOf(range.keySet());
    }

    void remove(MessageKey key) {
        entries.remove(key);
    }

    void markComplete(boolean complete) {
        incomplete = !complete;
    }

    /**
     * Where messages wait for each other in a circle, what the first of them in the order of history waits for. Honest
     * authors write none, for nobody follows what is not written yet; waiting would not end it.
     */
    VersionVector cycles() {
        Map<MessageKey, MessageKey> blockers = new TreeMap<>();
        byBlocker.forEach((blocker, keys) -> keys.forEach(key -> blockers.put(key, blocker)));
        VersionVector knots = VersionVector.EMPTY;
        Set<MessageKey> seen = new TreeSet<>();
        for (MessageKey start : blockers.keySet()) {
            List<MessageKey> way = new ArrayList<>();
            @Nullable MessageKey at = start;
            while (at != null && seen.add(at)) {
                way.add(at);
                at = blockers.get(at);
            }
            int circle = at == null ? -1 : way.indexOf(at); // met on this way, or on an earlier one that was looked at
            if (circle >= 0) {
                MessageKey first = way.subList(circle, way.size()).stream()
                        .min(Comparator.comparing(this::place))
                        .orElseThrow();
                knots = knots.with(blockers.getOrDefault(first, first));
            }
        }
        return knots;
    }

    private HistoryPlace place(MessageKey key) {
        Waiting message = entries.get(key);
        return new HistoryPlace(message == null ? 0 : message.lamport(), key);
    }

    /** The highest number of each author that something here follows. */
    NavigableMap<NodeId, Long> needed() {
        TreeMap<NodeId, Long> needed = new TreeMap<>();
        for (Waiting message : entries.values()) {
            needed.merge(message.key().author(), message.key().seq() - 1, Math::max);
            message.heads().forEach(head -> needed.merge(head.author(), head.seq(), Math::max));
        }
        return needed;
    }
}
