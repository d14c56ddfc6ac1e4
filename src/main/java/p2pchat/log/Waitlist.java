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
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.VersionVector;

/**
 * Index of stored messages that wait, each under one message that blocks it. It is bounded; messages that do not fit are read
 * from disk later.
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

    /** Returns whether more messages wait on disk and fit now. */
    boolean wantsMore() {
        return incomplete && entries.size() <= LogStore.MAX_WAITING / 2;
    }

    boolean contains(MessageKey key) {
        return entries.containsKey(key);
    }

    /** Returns whether messages are blocked by this one. */
    boolean blocks(MessageKey key) {
        return byBlocker.containsKey(key);
    }

    void add(Waiting message, MessageKey blocker) {
        if (entries.size() >= LogStore.MAX_WAITING && !entries.containsKey(message.key())) {
            incomplete = true;
            return;
        }
        entries.put(message.key(), message);
        byBlocker.computeIfAbsent(blocker, key -> new ArrayList<>()).add(message.key());
    }

    /** Removes and returns the messages blocked by this one. The caller removes each or adds it under another blocker. */
    List<Waiting> blockedBy(MessageKey key) {
        List<MessageKey> keys = byBlocker.remove(key);
        return keys == null ? List.of() : keys.stream().map(entries::get).toList();
    }

    /** Returns the messages of this author in this range that others wait for. */
    List<MessageKey> blockers(NodeId author, long from, long to) {
        NavigableMap<MessageKey, List<MessageKey>> range =
                byBlocker.subMap(new MessageKey(author, from), true, new MessageKey(author, to), true);
        return List.copyOf(range.keySet());
    }

    void remove(MessageKey key) {
        entries.remove(key);
    }

    void setComplete(boolean complete) {
        incomplete = !complete;
    }

    /**
     * Finds messages that wait for each other in a cycle, and returns for each cycle the blocker of its first message in
     * history order. Only forged messages form cycles.
     */
    VersionVector cycles() {
        Map<MessageKey, MessageKey> blockers = new TreeMap<>();
        byBlocker.forEach((blocker, keys) -> keys.forEach(key -> blockers.put(key, blocker)));
        VersionVector found = VersionVector.EMPTY;
        Set<MessageKey> seen = new TreeSet<>();
        for (MessageKey start : blockers.keySet()) {
            List<MessageKey> path = new ArrayList<>();
            @Nullable MessageKey at = start;
            while (at != null && seen.add(at)) {
                path.add(at);
                at = blockers.get(at);
            }
            int cycle = at == null ? -1 : path.indexOf(at); // on this path, or -1 if on an earlier path
            if (cycle >= 0) {
                MessageKey first = path.subList(cycle, path.size()).stream()
                        .min(Comparator.comparing(this::place))
                        .orElseThrow();
                found = found.with(blockers.getOrDefault(first, first));
            }
        }
        return found;
    }

    private HistoryPlace place(MessageKey key) {
        Waiting message = entries.get(key);
        return new HistoryPlace(message == null ? 0 : message.lamport(), key);
    }

    /** Returns the highest number of this author that a waiting message of another author follows; 0 if there is none. */
    long neededByOthers(NodeId author) {
        return entries.values().stream()
                .filter(message -> !message.key().author().equals(author))
                .flatMap(message -> message.heads().stream())
                .filter(head -> head.author().equals(author))
                .mapToLong(MessageRef::seq)
                .max()
                .orElse(0);
    }

    /** Returns the highest number of each author that a waiting message follows. */
    NavigableMap<NodeId, Long> needed() {
        TreeMap<NodeId, Long> needed = new TreeMap<>();
        for (Waiting message : entries.values()) {
            needed.merge(message.key().author(), message.key().seq() - 1, Math::max);
            message.headKeys().forEach(head -> needed.merge(head.author(), head.seq(), Math::max));
        }
        return needed;
    }
}
