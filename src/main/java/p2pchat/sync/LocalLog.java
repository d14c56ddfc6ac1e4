package p2pchat.sync;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.SyncDisplay;
import p2pchat.model.VersionVector;

/** This node's copy of the log, as synchronisation sees it. The guardian of the network supplies it. */
public interface LocalLog {

    /**
     * Messages to send, in causal order.
     *
     * @param next where to go on; empty at the end
     */
    record Page(List<ChatMessage> messages, Optional<HistoryPlace> next) {
        public Page {
            messages = List.copyOf(messages);
        }
    }

    /** Every message stored. */
    CompletionStage<VersionVector> stored();

    /** What messages that wait need and the log does not hold. */
    CompletionStage<VersionVector> missing();

    /** Stores what was fetched; completes after the commit with whether something waits for what is not here. */
    CompletionStage<Boolean> store(List<ChatMessage> messages, SyncDisplay showing);

    /**
     * The leader held these when it was asked for the past, whose newest messages are stored by now.
     *
     * @param before the past is what was sent earlier, in milliseconds since 1970
     */
    void historyFetched(VersionVector leaders, long before);

    /** What everybody who wrote here was called last, as far as this node knows. */
    CompletionStage<Map<NodeId, Nick>> nicks();

    /** What others call authors; this node may never have met them. */
    void saveNicks(Map<NodeId, Nick> nicks);

    /** A member said what it holds, so its author's cursors may move. */
    void memberHolds(NodeId member, VersionVector held);

    /** Nobody has these. Completes after the commit. */
    CompletionStage<Boolean> giveUp(VersionVector lost);

    /** The place before the newest {@code count} of these messages; empty for the beginning. */
    CompletionStage<Optional<HistoryPlace>> placeBefore(VersionVector lacking, int count);

    /**
     * The stored ones of {@code lacking} after a place, so many that they fill one chunk.
     *
     * @param after empty: from the beginning
     */
    CompletionStage<Page> readPage(VersionVector lacking, Optional<HistoryPlace> after);
}
