package p2pchat.sync;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import p2pchat.model.ChatMessage;
import p2pchat.model.ForkProof;
import p2pchat.model.LogState;
import p2pchat.model.Member;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;

/** Fetches from other members. Implemented by {@code transport} over gRPC. */
public interface RemoteLogs {

    /**
     * Runs one query. Never blocks or throws. Completes after the last message was stored; fails if the member is
     * unreachable or ends the stream early. Stored messages are kept, so the next query continues from there.
     */
    CompletionStage<Void> pull(Member from, SyncQuery query, Receiver receiver);

    /** Receives a response. Called from any thread, one call at a time. */
    interface Receiver {

        /**
         * Called before the messages.
         *
         * @param theirs the log of the member
         * @param authors last known nick of each author in this response
         * @param proofs that two versions of an author's messages exist; verified
         */
        void onHeader(LogState theirs, Map<NodeId, Nick> authors, List<ForkProof> proofs);

        /** Called with each chunk. The next one follows after the result completes. */
        CompletionStage<?> onMessages(List<ChatMessage> messages);
    }
}
