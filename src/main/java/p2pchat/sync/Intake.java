package p2pchat.sync;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import p2pchat.model.ChatMessage;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Showing;
import p2pchat.model.VersionVector;

/** What comes of one query goes into the log, chunk by chunk, and how far it is to whoever watches. */
final class Intake implements Sources.Taker {

    private final Copy copy;
    private final Showing showing;
    private final Progress progress;
    private final Predicate<ChatMessage> past;
    private volatile VersionVector have = VersionVector.EMPTY;

    /** An intake nobody watches, of what is shown as if it were said now. */
    Intake(Copy copy) {
        this(copy, Showing.LIVE, Progress.UNTOLD, message -> true);
    }

    /** An intake that shows as {@code showing} what is {@code past}, and everything else as what is said now. */
    Intake(Copy copy, Showing showing, Progress progress, Predicate<ChatMessage> past) {
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
    public void offered(VersionVector theirs, Map<NodeId, Nick> authors) {
        have = theirs;
        if (!authors.isEmpty()) {
            copy.met(authors);
        }
        progress.offered(theirs);
    }

    @Override
    public CompletionStage<?> take(List<ChatMessage> messages) {
        List<ChatMessage> old = messages.stream().filter(past).toList();
        List<ChatMessage> fresh = messages.stream().filter(past.negate()).toList();
        return takeAs(old, showing)
                .thenCompose(done -> takeAs(fresh, Showing.LIVE))
                .thenAccept(done -> progress.took(messages.size(), showing == Showing.AS_HISTORY));
    }

    private CompletionStage<Boolean> takeAs(List<ChatMessage> messages, Showing as) {
        return messages.isEmpty() ? CompletableFuture.completedFuture(false) : copy.take(messages, as);
    }
}
