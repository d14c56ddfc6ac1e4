package p2pchat.log;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.Digest;
import p2pchat.model.HistoryEntry;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/** Keeps messages. {@code storage} implements it over SQLite, tests in memory. Nothing here blocks the caller. */
public interface LogStore {

    /** Of messages that wait, so many are held in memory; the rest is read when its turn may have come. */
    int MAX_WAITING = 10_000;

    /**
     * What a log must know to go on after a restart.
     *
     * @param vector every message stored
     * @param frontier the delivered messages that no delivered message follows, with their lamport numbers
     * @param undelivered which of the stored wait for one they follow
     * @param givenUp what nobody had when something that follows it could wait no longer, and has not come since
     * @param digest of every message stored
     */
    record Summary(
            VersionVector vector,
            List<Head> frontier,
            VersionVector undelivered,
            VersionVector givenUp,
            Digest digest) {

        /** What was shown, or is never shown: whatever does not wait. */
        public VersionVector delivered() {
            return vector.minus(undelivered);
        }

        /** Where everything stored is delivered. */
        public Summary(VersionVector vector, List<Head> frontier) {
            this(vector, frontier, VersionVector.EMPTY, VersionVector.EMPTY, Digest.NOTHING);
        }
    }

    /** A stored message that waits for one it follows. */
    record Waiting(MessageKey key, List<MessageKey> heads, long lamport) {}

    /**
     * A message to store.
     *
     * @param delivered whether its turn has come; otherwise it waits
     */
    record Entry(ChatMessage message, boolean delivered, OrderMark mark) {}

    /** A message stored earlier, whose turn has come. */
    record Release(MessageKey key, OrderMark mark) {}

    /**
     * One transaction.
     *
     * @param entries stored in this order, unless their keys are taken
     * @param released stored before, delivered now
     * @param frontier replaces the one before
     * @param givenUp replaces the one before, where it changed
     */
    record Batch(
            List<Entry> entries, List<Release> released, Collection<Head> frontier, Optional<VersionVector> givenUp) {
        public Batch {
            entries = List.copyOf(entries);
            released = List.copyOf(released);
            frontier = List.copyOf(frontier);
        }
    }

    /**
     * What a transaction came to.
     *
     * @param outcomes one for each entry
     * @param released the released messages, in their order
     * @param amended what goes with the edits, deletions and late texts among the delivered, see {@link DeliveredMessage}
     * @param digest of every message stored by now
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

        /** Where nothing was edited or deleted. */
        public Appended(List<Outcome> outcomes, List<ChatMessage> released, Digest digest) {
            this(outcomes, released, Map.of(), digest);
        }
    }

    /** A message that may become the head of the next one. */
    record Head(MessageKey key, long lamport) {}

    /** What became of one message handed in. */
    enum Outcome {
        /** New, and durable now. */
        STORED,
        /** Was there already, the same to the last bit: acknowledge again, show nothing. */
        DUPLICATE,
        /** New, and durable, but deleted already: its text was not kept, acknowledge it and show nothing. */
        ERASED,
        /** Another message has this key: refuse and report (H14, I5). */
        CONFLICT
    }

    CompletionStage<Summary> summary();

    /** The stored messages that wait, those first that come first in the order of history. */
    CompletionStage<List<Waiting>> readWaiting(int limit);

    /** Completes after the commit; fails with a {@code ProblemException}, and then nothing was stored. */
    CompletionStage<Appended> append(Batch batch);

    /** Stores messages whose turn has come, all of them. */
    default CompletionStage<List<Outcome>> append(List<ChatMessage> messages, Collection<Head> frontier) {
        List<Entry> entries = messages.stream()
                .map(message -> new Entry(message, true, OrderMark.PLAIN))
                .toList();
        return append(new Batch(entries, List.of(), frontier, Optional.empty())).thenApply(Appended::outcomes);
    }

    /** Messages of one author in ascending order, those of {@code wanted} that are stored, at most {@code limit}. */
    CompletionStage<List<ChatMessage>> read(NodeId author, Ranges wanted, int limit);

    /** The place before the newest {@code count} of these messages; empty where there are no more. */
    CompletionStage<Optional<HistoryPlace>> placeBefore(VersionVector lacking, int count);

    /**
     * Messages in the order of history, as many as fill one chunk on the wire.
     *
     * @param next where to go on; empty at the end
     */
    record Page(List<ChatMessage> messages, Optional<HistoryPlace> next) {}

    /** The stored ones of {@code wanted} after a place; without one, from the beginning. */
    CompletionStage<Page> readPage(VersionVector wanted, Optional<HistoryPlace> after);

    /** The messages that have this id: one, unless somebody used the id of another (H14). */
    CompletionStage<List<ChatMessage>> find(MessageId id);

    /** The newest {@code limit} delivered messages in history order: by (lamport, node id, seq), oldest first. */
    CompletionStage<List<HistoryEntry>> newest(int limit);

    /** What everybody who wrote here, or was ever a member, was called last, as far as this node knows. */
    CompletionStage<Map<NodeId, Nick>> nicks();

    /** Keeps what others call authors that this node never met, lazily: losing it only means asking again. */
    void saveNicks(Map<NodeId, Nick> nicks);

    /** Which of this node's own messages each member has stored, as last kept. */
    CompletionStage<Map<NodeId, Ranges>> cursors();

    /** Keeps a member's cursor, lazily: losing the last one only means sending again. */
    void saveCursor(NodeId member, Ranges stored);
}
