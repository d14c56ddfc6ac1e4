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

/** The message log as chat uses it. The network's guardian implements it with the log's actor and store. */
public interface ChatLog {

    /** The result of storing one message. */
    enum StoreResult {
        NEW,
        KNOWN,
        /** Stored without its text, because it was deleted before it arrived. */
        ERASED,
        CONFLICT,
        /** Refused, because two versions of its author's messages exist (protocol 2.8). */
        FORKED,
        /** Not stored, because the number is far above those held of the author. May be stored later. */
        TOO_FAR,
        /** Not stored, because its text is missing without a deletion. May be stored later. */
        WITHHELD,
        /** Refused, because its author was not allowed to write it (protocol 2.13). */
        VOID
    }

    /**
     * Numbers and stores an own message; completes after the commit. Fails with a {@code ProblemException} if it amends
     * a message that this node may not change.
     */
    CompletionStage<DeliveredMessage> write(NodeId self, MessageDraft draft);

    /**
     * The outcome of storing messages.
     *
     * @param results one per message
     * @param delivered messages that are delivered now, including earlier ones that waited, in display order
     * @param waiting whether any message waits for one that is not here (protocol 2.7)
     */
    record StoreOutcome(List<StoreResult> results, List<DeliveredMessage> delivered, boolean waiting) {
        public StoreOutcome {
            results = List.copyOf(results);
            delivered = List.copyOf(delivered);
        }
    }

    /** Stores messages of other authors, delivered or not; completes after the commit. */
    CompletionStage<StoreOutcome> store(List<ChatMessage> messages);

    /** Delivers messages without those {@code lost}, which no member has. Completes after the commit. */
    CompletionStage<StoreOutcome> giveUp(VersionVector lost);

    /** Reads messages of one author, ascending, at most {@code limit}. */
    CompletionStage<List<ChatMessage>> read(NodeId author, Ranges wanted, int limit);

    /**
     * Reads the newest {@code limit} messages in history order, without those delivered since this process started,
     * which are on the screen already.
     */
    CompletionStage<List<HistoryEntry>> newest(int limit);

    /** Returns whether the log held the message when this process started. Then it is no news. */
    boolean heldAtStart(MessageKey key);

    /** Reads which messages of this author the log holds now. */
    CompletionStage<Ranges> held(NodeId author);

    /** Assigns numbers only after {@code upTo}, because members hold own messages up to it that are missing here. */
    void skipNumbers(NodeId self, long upTo);

    /** Saves which own messages a member has. Losing the last update only means sending some again. */
    void saveCursor(NodeId member, Ranges stored);
}
