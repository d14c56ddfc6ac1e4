package p2pchat.sync;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import p2pchat.model.ChatMessage;
import p2pchat.model.ForkProof;
import p2pchat.model.LogState;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.SyncDisplay;
import p2pchat.model.VersionVector;

/** Stores the response to one query chunk by chunk and reports progress. */
final class SyncReceiver implements RemoteLogs.Receiver {

    private final LocalLog localLog;
    private final SyncDisplay showing;
    private final FetchProgress progress;
    private final Predicate<ChatMessage> past;
    private volatile LogState theirs = LogState.of(VersionVector.EMPTY);

    /** Displays all messages as live and reports no progress. */
    SyncReceiver(LocalLog localLog) {
        this(localLog, SyncDisplay.LIVE, FetchProgress.NONE, message -> true);
    }

    /** Displays messages of the {@code past} as {@code showing} and all others as live. */
    SyncReceiver(LocalLog localLog, SyncDisplay showing, FetchProgress progress, Predicate<ChatMessage> past) {
        this.localLog = localLog;
        this.showing = showing;
        this.progress = progress;
        this.past = past;
    }

    /** Returns the messages the member holds; empty before the header. */
    VersionVector have() {
        return theirs.stored();
    }

    /** Returns the log of the member; empty before the header. */
    LogState theirs() {
        return theirs;
    }

    @Override
    public void onHeader(LogState theirs, Map<NodeId, Nick> authors, List<ForkProof> proofs) {
        this.theirs = theirs;
        if (!authors.isEmpty()) {
            localLog.saveNicks(authors);
        }
        if (!proofs.isEmpty()) {
            localLog.prove(proofs);
        }
        progress.onHeader(theirs.stored());
    }

    @Override
    public CompletionStage<?> onMessages(List<ChatMessage> messages) {
        List<ChatMessage> old = messages.stream().filter(past).toList();
        List<ChatMessage> fresh = messages.stream().filter(past.negate()).toList();
        return store(old, showing)
                .thenCompose(done -> store(fresh, SyncDisplay.LIVE))
                .thenAccept(done -> progress.stored(messages.size(), showing == SyncDisplay.AS_HISTORY));
    }

    private CompletionStage<Boolean> store(List<ChatMessage> messages, SyncDisplay as) {
        return messages.isEmpty() ? CompletableFuture.completedFuture(false) : localLog.store(messages, as);
    }
}
