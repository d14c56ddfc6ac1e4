package p2pchat.sync;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import p2pchat.model.ChatMessage;
import p2pchat.model.ForkProof;
import p2pchat.model.HistoryPlace;
import p2pchat.model.LogState;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.SyncDisplay;
import p2pchat.model.VersionVector;

/** The part of this node's log that synchronisation uses. Supplied by the guardian of the network. */
public interface LocalLog {

    /** Messages to send, in causal order. {@code next} is where to continue; empty at the end. */
    record Page(List<ChatMessage> messages, Optional<HistoryPlace> next) {
        public Page {
            messages = List.copyOf(messages);
        }
    }

    /** Returns all stored messages. */
    CompletionStage<VersionVector> stored();

    /** Returns what is compared with other logs. */
    CompletionStage<LogState> state();

    /** Returns the proofs that two versions of an author's messages exist. */
    CompletionStage<List<ForkProof>> proofs();

    /** Accepts proofs of another member, which are verified. */
    void prove(List<ForkProof> proofs);

    /** Returns the messages that waiting ones need and the log lacks. */
    CompletionStage<VersionVector> missing();

    /** Stores fetched messages. Completes after the commit with whether any message waits for a missing one. */
    CompletionStage<Boolean> store(List<ChatMessage> messages, SyncDisplay showing);

    /**
     * Reports that the newest messages of the history are stored.
     *
     * @param leaders the messages the leader held
     * @param before the history was sent before this time, in milliseconds since 1970
     */
    void historyFetched(VersionVector leaders, long before);

    /** Returns the last known nick of each author. */
    CompletionStage<Map<NodeId, Nick>> nicks();

    /** Saves nicks of authors reported by other members. */
    void saveNicks(Map<NodeId, Nick> nicks);

    /** A member reported its stored messages, so its cursor can advance. */
    void memberHolds(NodeId member, VersionVector held);

    /** Gives up messages that no member has. Completes after the commit. */
    CompletionStage<Boolean> giveUp(VersionVector lost);

    /** Returns the place before the newest {@code count} of these messages; empty for the beginning. */
    CompletionStage<Optional<HistoryPlace>> placeBefore(VersionVector lacking, int count);

    /** Returns lacking messages that are stored, at most one chunk, from the beginning if {@code after} is empty. */
    CompletionStage<Page> readPage(VersionVector lacking, Optional<HistoryPlace> after);
}
