package p2pchat.sync;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import p2pchat.model.ChatMessage;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.SyncDisplay;
import p2pchat.model.VersionVector;

/** What comes of one query goes into the log, chunk by chunk, and how far it is to whoever watches. */
final class SyncReceiver implements RemoteLogs.Receiver {

    private final LocalLog copy;
    private final SyncDisplay showing;
    private final FetchProgress progress;
    private final Predicate<ChatMessage> past;
    private volatile VersionVector have = VersionVector.EMPTY;

    /** An intake nobody watches, of what is shown as if it were said now. */
    SyncReceiver(LocalLog copy) {
        this(copy, SyncDisplay.LIVE, FetchProgress.NONE, message -> true);
    }

    /** An intake that shows as {@code showing} what is {@code past}, and everything else as what is said now. */
    SyncReceiver(LocalLog copy, SyncDisplay showing, FetchProgress progress, Predicate<ChatMessage> past) {
        this.copy = copy;
        this.showing = showing;
        this.progress = progress;
        this.past = past;
    }

    /** What the member holds; nothing before it said so. */
    VersionVector have() {
        return have;
    }

    @Override
    public void onHeader(VersionVector theirs, Map<NodeId, Nick> authors) {
        have = theirs;
        if (!authors.isEmpty()) {
            copy.saveNicks(authors);
        }
        progress.onHeader(theirs);
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
        return messages.isEmpty() ? CompletableFuture.completedFuture(false) : copy.store(messages, as);
    }
}
