package p2pchat.sync;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.VersionVector;

/** Fetches from other members. {@code transport} implements it over gRPC. */
public interface RemoteLogs {

    /**
     * Runs one query. Never blocks and never throws; completes after the last message was taken, fails when the member
     * cannot be reached or ends before that. What was taken stays, so the next query goes on from there.
     */
    CompletionStage<Void> pull(Member from, SyncQuery query, Receiver taker);

    /** Whoever asked, called from any thread, one call after the other. */
    interface Receiver {

        /**
         * Before the messages.
         *
         * @param have what the member holds
         * @param authors what those who wrote what comes were called last, where the member knows
         */
        void onHeader(VersionVector have, Map<NodeId, Nick> authors);

        /** The next chunk; the one after it comes once this completes. */
        CompletionStage<?> onMessages(List<ChatMessage> messages);
    }
}
