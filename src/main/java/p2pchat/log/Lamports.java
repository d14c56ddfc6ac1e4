package p2pchat.log;

import java.util.LinkedHashMap;
import java.util.Map;
import p2pchat.log.LogStore.Waiting;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageKey;
import p2pchat.model.VersionVector;

/**
 * A bounded cache of the lamport numbers of recently delivered messages, used to check new ones without reading the disk. The
 * numbers never change, so all versions of a log share one cache. Not thread-safe.
 */
final class Lamports {

    private static final int CAPACITY = 8_192;

    /** Limits how far a message with given-up heads may exceed all known numbers. */
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

    /** Limits the number, so that a forged one does not prevent later messages. */
    static long next(long lamport) {
        return Math.min(lamport + 1, ChatMessage.MAX_LAMPORT);
    }

    /** The numbers of a change that is not durable yet. */
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

        /** Checks a number exactly if all heads are cached, otherwise against the bounds that its heads allow. */
        boolean isPlausible(Waiting message, VersionVector givenUp) {
            long highestHead = 0;
            boolean exact = true;
            boolean gap = false;
            for (MessageKey head : message.headKeys()) {
                Long headLamport = fresh.containsKey(head) ? fresh.get(head) : before.known.get(head);
                exact &= headLamport != null;
                gap |= givenUp.contains(head);
                highestHead = Math.max(highestHead, headLamport == null ? 0 : headLamport);
            }
            if (exact) {
                return message.lamport() == next(highestHead);
            }
            return message.lamport() >= next(highestHead) && message.lamport() <= next(highest + (gap ? MAX_LEAD : 0));
        }
    }
}
