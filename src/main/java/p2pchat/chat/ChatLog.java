package p2pchat.chat;

import java.util.List;
import java.util.concurrent.CompletionStage;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.HistoryEntry;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/** The log as chat sees it. The guardian of the network hands requests on to the log's actor and store. */
public interface ChatLog {

    /** What became of a message handed to the log. */
    enum StoreResult {
        NEW,
        KNOWN,
        CONFLICT
    }

    /**
     * Numbers and stores what this node says; completes after the commit. Fails with a {@code ProblemException} where it
     * is about a message that this node may not change.
     */
    CompletionStage<DeliveredMessage> write(NodeId self, MessageDraft saying);

    /**
     * What storing came to.
     *
     * @param results one answer a message
     * @param delivered whose turn has come now, of these messages and of earlier ones, in the order to show them
     * @param waiting whether anything waits for a message that is not here (protocol 2.7)
     */
    record StoreOutcome(List<StoreResult> results, List<DeliveredMessage> delivered, boolean waiting) {
        public StoreOutcome {
            results = List.copyOf(results);
            delivered = List.copyOf(delivered);
        }
    }

    /** Stores what others wrote, whether its turn has come or not; completes after the commit. */
    CompletionStage<StoreOutcome> store(List<ChatMessage> messages);

    /** Nobody has these: what waits for them is delivered without them. Completes after the commit. */
    CompletionStage<StoreOutcome> giveUp(VersionVector lost);

    /** Messages of one author, ascending, at most {@code limit}. */
    CompletionStage<List<ChatMessage>> read(NodeId author, Ranges wanted, int limit);

    /**
     * Of the newest {@code limit} messages, in history order, oldest first, those that were delivered before this process
     * started: what came since is on the screen already.
     */
    CompletionStage<List<HistoryEntry>> newest(int limit);

    /** Whether the log held it when this process started, shown or waiting: its turn may have come, but it is no news. */
    boolean heldAtStart(MessageKey key);

    /** Which messages of this author the log holds by now. */
    CompletionStage<Ranges> held(NodeId author);

    /** Others hold messages of this node's up to that number: its next one comes after them, and they are missing here. */
    void skipNumbers(NodeId self, long upTo);

    /** Remembers which of this node's messages a member has; losing the last ones only means sending again. */
    void saveCursor(NodeId member, Ranges stored);
}
