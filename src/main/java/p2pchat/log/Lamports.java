package p2pchat.log;

import java.util.LinkedHashMap;
import java.util.Map;
import p2pchat.log.LogStore.Waiting;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageKey;
import p2pchat.model.VersionVector;

/**
 * The lamport numbers of messages delivered not long ago, by which new ones are checked without a look at the disk. Facts
 * that never change, so one of these serves all versions of a log; the oldest are forgotten. Belongs to one thread.
 */
final class Lamports {

    private static final int CAPACITY = 8_192;

    /** So far ahead of all that is known may a message be whose heads cannot be looked at; beyond it, it lies. */
    private static final long MAX_LEAD = 1_000_000;

    private final Map<MessageKey, Long> known = new LinkedHashMap<>();
    private long highest;

    void put(MessageKey key, long lamport) {
        known.put(key, lamport);
        highest = Math.max(highest, lamport);
        if (known.size() > CAPACITY) {
            known.remove(known.keySet().iterator().next());
        }
    }

    /** A liar's number must not silence those who write after it. */
    static long next(long lamport) {
        return Math.min(lamport + 1, ChatMessage.MAX_LAMPORT);
    }

    /** What a change adds, until it is durable. */
    static final class Uncommitted {
        private final Lamports before;
        private final Map<MessageKey, Long> fresh = new LinkedHashMap<>();
        private long highest;

        Uncommitted(Lamports before) {
            this.before = before;
            this.highest = before.highest;
        }

        void put(MessageKey key, long lamport) {
            fresh.put(key, lamport);
            highest = Math.max(highest, lamport);
        }

        void commit() {
            fresh.forEach(before::put);
        }

        /** Exact where all heads are at hand; else nothing can be further ahead than what it follows allows. */
        boolean isPlausible(Waiting message, VersionVector givenUp) {
            long highestHead = 0;
            boolean exact = true;
            boolean gap = false;
            for (MessageKey head : message.heads()) {
                Long ofHead = fresh.containsKey(head) ? fresh.get(head) : before.known.get(head);
                exact &= ofHead != null;
                gap |= givenUp.contains(head);
                highestHead = Math.max(highestHead, ofHead == null ? 0 : ofHead);
            }
            if (exact) {
                return message.lamport() == next(highestHead);
            }
            return message.lamport() >= next(highestHead)
                    && message.lamport() <= next(highest + (gap ? MAX_LEAD : 0));
        }
    }
}
