package p2pchat.log;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import p2pchat.log.LogStore.Waiting;
import p2pchat.model.ChatMessage;
import p2pchat.model.Head;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.ShortHash;

/**
 * A bounded cache of the lamport numbers and hashes of recently delivered messages, used to check new ones without reading
 * the disk. They never change, so all versions of a log share one cache. Not thread-safe.
 */
final class Lamports {

    private static final int CAPACITY = 8_192;

    /** Limits how far a message may exceed all known numbers if those of its heads are not known. */
    private static final long MAX_LEAD = 1_000_000;

    private final Map<MessageKey, Head> known = new LinkedHashMap<>();
    private long highest;

    void put(Head message) {
        known.put(message.key(), message);
        highest = Math.max(highest, message.lamport());
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
        private final Map<MessageKey, Head> fresh = new LinkedHashMap<>();
        private long highest;

        Uncommitted(Lamports before) {
            this.before = before;
            this.highest = before.highest;
        }

        void put(Head message) {
            fresh.put(message.key(), message);
            highest = Math.max(highest, message.lamport());
        }

        void commit() {
            fresh.values().forEach(before::put);
        }

        /** Returns the hash of the version held here; null if it is not cached. */
        @Nullable
        ShortHash hash(MessageKey key) {
            Head held = find(key);
            return held == null ? null : held.ref().hash();
        }

        private @Nullable Head find(MessageKey key) {
            Head held = fresh.get(key);
            return held == null ? before.known.get(key) : held;
        }

        /**
         * Checks a number exactly if all heads are cached, otherwise against bounds. Of a head of which this log holds
         * another version, the number is not known; and whether that is so is not known of heads that are not cached.
         */
        boolean isPlausible(Waiting message) {
            long highestHead = 0;
            boolean exact = true;
            for (MessageRef head : message.heads()) {
                Head held = find(head.key());
                boolean other = held != null && !held.ref().equals(head);
                exact &= held != null && !other;
                highestHead = Math.max(highestHead, held == null || other ? 0 : held.lamport());
            }
            if (exact) {
                return message.lamport() == next(highestHead);
            }
            return message.lamport() >= next(highestHead) && message.lamport() <= next(highest + MAX_LEAD);
        }
    }
}
