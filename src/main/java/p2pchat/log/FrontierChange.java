package p2pchat.log;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import p2pchat.log.LogStore.Waiting;
import p2pchat.model.Head;
import p2pchat.model.MessageKey;

/**
 * Updates the frontier: the delivered messages that no delivered message follows, and those that a leader held at an
 * admission. Part of a {@link LogChange}; deterministic.
 */
final class FrontierChange {

    /** Limits the frontier if leaders name heads that never arrive. */
    private static final int MAX_SIZE = 1_024;

    private final NavigableMap<MessageKey, Head> frontier;

    FrontierChange(Map<MessageKey, Head> before) {
        this.frontier = new TreeMap<>(before);
    }

    /** Returns the heads of the next own message, without own messages that have higher numbers. */
    List<Head> headsOf(MessageKey next) {
        NavigableMap<MessageKey, Head> earlier = new TreeMap<>(frontier);
        earlier.tailMap(next, true).keySet().removeIf(head -> head.author().equals(next.author()));
        return MessageLog.recent(earlier.values());
    }

    boolean isFull() {
        return frontier.size() >= MAX_SIZE;
    }

    void add(Head head) {
        frontier.put(head.key(), head);
    }

    /** Removes what a delivered message follows. */
    void removePast(Waiting message) {
        MessageKey key = message.key();
        message.heads().forEach(head -> frontier.remove(head.key()));
        frontier.subMap(new MessageKey(key.author(), 1), true, key, false)
                .values()
                .removeIf(earlier -> earlier.lamport() <= message.lamport()); // not so if its author had lost it
    }

    NavigableMap<MessageKey, Head> after() {
        return Collections.unmodifiableNavigableMap(frontier);
    }
}
