package p2pchat.sync;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Showing;
import p2pchat.model.VersionVector;

/** What comes of one query goes into the log, chunk by chunk, and how far it is to whoever watches. */
final class Intake implements Sources.Taker {

    private final Copy copy;
    private final Showing showing;
    private final Consumer<NetworkEvent> events;
    private final boolean tells;
    private final Predicate<ChatMessage> past;
    private volatile VersionVector have = VersionVector.EMPTY;
    private volatile long total;
    private final AtomicLong taken = new AtomicLong();

    /** An intake; {@code tells} if people shall see it go on. */
    Intake(Copy copy, Showing showing, Consumer<NetworkEvent> events, boolean tells) {
        this(copy, showing, events, tells, message -> true);
    }

    /** An intake that shows as {@code showing} what is {@code past}, and everything else as what is said now. */
    Intake(Copy copy, Showing showing, Consumer<NetworkEvent> events, boolean tells, Predicate<ChatMessage> past) {
        this.past = past;
        this.copy = copy;
        this.showing = showing;
        this.events = events;
        this.tells = tells;
    }

    /** What the member holds; nothing before it said so. */
    VersionVector have() {
        return have;
    }

    @Override
    public void offered(VersionVector theirs, long messages, Map<NodeId, Nick> authors) {
        have = theirs;
        if (!authors.isEmpty()) {
            copy.met(authors);
        }
        total = messages;
        tell();
    }

    @Override
    public CompletionStage<?> take(List<ChatMessage> messages) {
        List<ChatMessage> old = messages.stream().filter(past).toList();
        List<ChatMessage> fresh = messages.stream().filter(past.negate()).toList();
        return takeAs(old, showing)
                .thenCompose(done -> takeAs(fresh, Showing.LIVE))
                .thenAccept(done -> {
                    taken.addAndGet(messages.size());
                    tell();
                });
    }

    private CompletionStage<Boolean> takeAs(List<ChatMessage> messages, Showing as) {
        return messages.isEmpty() ? CompletableFuture.completedFuture(false) : copy.take(messages, as);
    }

    private void tell() {
        if (tells && total > 0) {
            events.accept(new NetworkEvent.Sync(Math.min(taken.get(), total), total));
        }
    }
}
