package p2pchat.log;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/** Keeps messages. {@code storage} implements it over SQLite, tests in memory. Nothing here blocks the caller. */
public interface LogStore {

    /**
     * What a log must know to go on after a restart.
     *
     * @param vector every message stored
     * @param frontier the delivered messages that no delivered message follows, with their lamport numbers
     */
    record Summary(VersionVector vector, List<Head> frontier) {}

    /** A message that may become the head of the next one. */
    record Head(MessageKey key, long lamport) {}

    /** What became of one message handed in. */
    enum Outcome {
        /** New, and durable now. */
        STORED,
        /** Was there already, the same to the last bit: acknowledge again, show nothing. */
        DUPLICATE,
        /** Another message has this key: refuse and report (H14, I5). */
        CONFLICT
    }

    CompletionStage<Summary> summary();

    /**
     * Stores in one transaction, in this order, all of them delivered, and replaces the frontier. Completes after the
     * commit with one outcome for each message; fails with a {@code ProblemException}, and then nothing was stored.
     */
    CompletionStage<List<Outcome>> append(List<ChatMessage> messages, Collection<Head> frontier);

    /** Messages of one author in ascending order, those of {@code wanted} that are stored, at most {@code limit}. */
    CompletionStage<List<ChatMessage>> read(NodeId author, Ranges wanted, int limit);

    /** The newest {@code limit} delivered messages in history order: by (lamport, node id, seq), oldest first. */
    CompletionStage<List<ChatMessage>> newest(int limit);

    /** Which of this node's own messages each member has stored, as last kept. */
    CompletionStage<Map<NodeId, Ranges>> cursors();

    /** Keeps a member's cursor, lazily: losing the last one only means sending again. */
    void keepCursor(NodeId member, Ranges stored);
}
