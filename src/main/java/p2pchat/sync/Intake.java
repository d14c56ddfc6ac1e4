package p2pchat.sync;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Showing;
import p2pchat.model.VersionVector;

/** What comes of one query goes into the log, chunk by chunk, and how far it is to whoever watches. */
final class Intake implements Sources.Taker {

    private final Copy copy;
    private final Showing showing;
    private final Consumer<NetworkEvent> events;
    private final boolean tells;
    private volatile VersionVector have = VersionVector.EMPTY;
    private volatile long total;
    private final AtomicLong taken = new AtomicLong();

    /** An intake; {@code tells} if people shall see it go on. */
    Intake(Copy copy, Showing showing, Consumer<NetworkEvent> events, boolean tells) {
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
    public void offered(VersionVector theirs, long messages) {
        have = theirs;
        total = messages;
        tell();
    }

    @Override
    public CompletionStage<?> take(List<ChatMessage> messages) {
        return copy.take(messages, showing).thenAccept(waiting -> {
            taken.addAndGet(messages.size());
            tell();
        });
    }

    private void tell() {
        if (tells && total > 0) {
            events.accept(new NetworkEvent.Sync(Math.min(taken.get(), total), total));
        }
    }
}
