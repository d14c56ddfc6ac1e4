package p2pchat.log;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.Digest;
import p2pchat.model.Head;
import p2pchat.model.HistoryEntry;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MemberId;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.Restrictions;
import p2pchat.model.ShortHash;
import p2pchat.model.VersionVector;

/** Stores messages. Implemented by {@code storage} over SQLite. Never blocks the caller. */
public interface LogStore {

    /** Limits the waiting messages in memory. The rest is read later. */
    int MAX_WAITING = 10_000;

    /**
     * The state that a log needs after a restart.
     *
     * @param vector all stored messages that count
     * @param frontier the delivered messages that no delivered message follows
     * @param undelivered the stored messages that wait for one they follow
     * @param givenUp the messages given up because no member had them, without those that arrived later
     * @param digest of all stored messages
     * @param own the last message of this node; empty if it has none
     * @param deleted the messages that stored deletions delete, or hide
     * @param chains of all authors of delivered messages
     * @param forks the authors of whose messages two versions exist
     * @param restrictions which messages count
     */
    record Summary(
            VersionVector vector,
            List<Head> frontier,
            VersionVector undelivered,
            VersionVector givenUp,
            Digest digest,
            Optional<OwnMessage> own,
            VersionVector deleted,
            List<Chain> chains,
            List<Fork> forks,
            Restrictions restrictions) {

        /** Returns the messages that do not wait. */
        public VersionVector delivered() {
            return vector.minus(undelivered);
        }

        /** A log of authors whose chains are not known. */
        public Summary(VersionVector vector, List<Head> frontier, VersionVector undelivered, VersionVector givenUp) {
            this(
                    vector,
                    frontier,
                    undelivered,
                    givenUp,
                    Digest.NOTHING,
                    Optional.empty(),
                    VersionVector.EMPTY,
                    List.of(),
                    List.of(),
                    Restrictions.NONE);
        }

        /** A log without waiting messages. */
        public Summary(VersionVector vector, List<Head> frontier) {
            this(vector, frontier, VersionVector.EMPTY, VersionVector.EMPTY);
        }
    }

    /** A message of this node, which its next one names as the previous. */
    record OwnMessage(MessageKey key, MessageHash hash) {}

    /** A stored message that waits for one it follows; {@code prev} is the hash of its author's message before it. */
    record Waiting(MessageRef ref, ShortHash prev, List<MessageRef> heads, long lamport) {
        public Waiting {
            heads = List.copyOf(heads);
        }

        public static Waiting of(ChatMessage message) {
            return new Waiting(message.ref(), message.header().prev().shortHash(), message.heads(), message.lamport());
        }

        public MessageKey key() {
            return ref.key();
        }

        List<MessageKey> headKeys() {
            return heads.stream().map(MessageRef::key).toList();
        }
    }

    /** A message to store; {@code delivered} is false if it waits. */
    record Entry(ChatMessage message, boolean delivered, OrderMark mark) {}

    /** A message that waited and is delivered now. */
    record Release(MessageKey key, OrderMark mark) {}

    /**
     * One transaction.
     *
     * @param entries stored in this order, unless their keys are taken
     * @param released delivered now
     * @param frontier replaces the previous one
     * @param givenUp replaces the previous one; empty if unchanged
     * @param chains replace those of their authors
     * @param forks replace those of their authors. What they cover does not count in the digest any more
     * @param uncounted the authors whose messages do not count from this number on
     */
    record Batch(
            List<Entry> entries,
            List<Release> released,
            Collection<Head> frontier,
            Optional<VersionVector> givenUp,
            Collection<Chain> chains,
            Collection<Fork> forks,
            Map<NodeId, Long> uncounted) {
        public Batch {
            entries = List.copyOf(entries);
            released = List.copyOf(released);
            frontier = List.copyOf(frontier);
            chains = List.copyOf(chains);
            forks = List.copyOf(forks);
            uncounted = Map.copyOf(uncounted);
        }

        /** A transaction that neither continues chains nor proves forks. */
        public Batch(
                List<Entry> entries,
                List<Release> released,
                Collection<Head> frontier,
                Optional<VersionVector> givenUp) {
            this(entries, released, frontier, givenUp, List.of(), List.of(), Map.of());
        }

        /** Returns whether a message counts in the digest. */
        public boolean counts(MessageKey key) {
            Long from = uncounted.get(key.author());
            return from == null || key.seq() < from;
        }
    }

    /**
     * The result of a transaction.
     *
     * @param outcomes one for each entry
     * @param released the released messages, in order
     * @param amended the messages related to delivered edits, deletions and late texts, see {@link DeliveredMessage}
     * @param digest of all stored messages
     */
    record Appended(
            List<Outcome> outcomes,
            List<ChatMessage> released,
            Map<MessageKey, List<ChatMessage>> amended,
            Digest digest) {
        public Appended {
            outcomes = List.copyOf(outcomes);
            released = List.copyOf(released);
        }

        /** A result without edits or deletions. */
        public Appended(List<Outcome> outcomes, List<ChatMessage> released, Digest digest) {
            this(outcomes, released, Map.of(), digest);
        }
    }

    /** The outcome of appending one message. */
    enum Outcome {
        /** New and durable. */
        STORED,
        /** Identical to a stored message. It is acknowledged again and not displayed. */
        DUPLICATE,
        /** New and durable, but deleted before it arrived. It is acknowledged and not displayed. */
        ERASED,
        /** A different message has this key. It is refused and reported (H14, I5). */
        CONFLICT,
        /** Two versions of its author's messages exist, and no other author has referred to it. It is refused. */
        FORKED,
        /** The number is far above all that the log holds of the author. Not stored; may be stored later (protocol 2.7). */
        TOO_FAR,
        /** Its text is missing, and this log has no deletion of it. Not stored; may be stored later with its text. */
        WITHHELD,
        /** Its author was not allowed to write it. Not stored (protocol 2.13). */
        VOID
    }

    CompletionStage<Summary> summary();

    /**
     * The result of new restrictions.
     *
     * @param log as after a restart
     * @param waiting the first waiting messages, among them those that count again
     * @param voided the texts that do not count any more, and were delivered before
     */
    record Restricted(Summary log, List<Waiting> waiting, VersionVector voided) {
        public Restricted {
            waiting = List.copyOf(waiting);
        }
    }

    /**
     * Sets which messages count. The store keeps the others apart, until they count again. Completes after the commit.
     */
    CompletionStage<Restricted> restrict(Restrictions restrictions);

    /** Erases the texts that admins deleted a day ago. Completes after the commit. */
    CompletionStage<Boolean> eraseHidden();

    /** Returns waiting messages, in history order. */
    CompletionStage<List<Waiting>> readWaiting(int limit);

    /** Completes after the commit. Fails with a {@code ProblemException} if nothing was stored. */
    CompletionStage<Appended> append(Batch batch);

    /** Returns the wanted messages of one author that are stored, in ascending order. */
    CompletionStage<List<ChatMessage>> read(NodeId author, Ranges wanted, int limit);

    /** Returns the place before the newest {@code count} of these messages; empty if there are fewer. */
    CompletionStage<Optional<HistoryPlace>> placeBefore(VersionVector lacking, int count);

    /**
     * Messages in history order, at most one chunk on the wire. {@code next} is where to continue; empty at the end.
     */
    record Page(List<ChatMessage> messages, Optional<HistoryPlace> next) {}

    /** Returns wanted messages that are stored, after a place or from the beginning. */
    CompletionStage<Page> readPage(VersionVector wanted, Optional<HistoryPlace> after);

    /**
     * Returns the messages with this id; more than one if an author reused an id (H14). Those that admins deleted have no
     * text.
     */
    CompletionStage<List<ChatMessage>> find(MessageId id);

    /** Returns the newest delivered messages in history order, by (lamport, node id, seq), oldest first. */
    CompletionStage<List<HistoryEntry>> newest(int limit);

    /** Returns the authors of the stored messages. */
    CompletionStage<List<MemberId>> authors();

    /** Returns the last known nick of each author and member. */
    CompletionStage<Map<NodeId, Nick>> nicks();

    /** Saves nicks of authors reported by other nodes. Saves lazily, because lost nicks are requested again. */
    void saveNicks(Map<NodeId, Nick> nicks);

    /** Returns the saved cursors, which are the own messages that each member has stored. */
    CompletionStage<Map<NodeId, Ranges>> cursors();

    /** Saves a member's cursor. Saves lazily, because a lost cursor only causes messages to be sent again. */
    void saveCursor(NodeId member, Ranges stored);
}
