package p2pchat.sync;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.VersionVector;

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
         * @param have the messages the member holds
         * @param authors last known nick of each author in this response
         */
        void onHeader(VersionVector have, Map<NodeId, Nick> authors);

        /** Called with each chunk. The next one follows after the result completes. */
        CompletionStage<?> onMessages(List<ChatMessage> messages);
    }
}
