package p2pchat.chat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import p2pchat.chat.ChatActor.Ack;
import p2pchat.model.ChatMessage;
import p2pchat.model.MemberId;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.View;

/**
 * What members send: who may, and, once the log has it, what is shown and what is acknowledged.
 *
 * <p>Part of the {@link ChatActor}, on whose thread alone it runs.
 */
final class Arrivals {

    private final Log log;
    private final Screen screen;
    private final Map<NodeId, MemberId> members = new TreeMap<>();

    Arrivals(Log log, Screen screen) {
        this.log = log;
        this.screen = screen;
    }

    void view(View view) {
        members.clear();
        view.members().forEach(member -> members.put(member.node(), member.id()));
    }

    /** A member asks where to go on from. */
    void greeted(MemberId from, CompletableFuture<Ranges> held) {
        MemberId known = members.get(from.node());
        if (known != null && !known.equals(from)) {
            held.completeExceptionally(new IllegalStateException("another store speaks for " + from.node()));
            return;
        }
        log.held(from.node()).whenComplete((ranges, cause) -> {
            if (cause == null) {
                held.complete(ranges);
            } else {
                held.completeExceptionally(cause);
            }
        });
    }

    /** The log answered for a batch: an acknowledgement means "committed", and what is new goes to the screen once. */
    void stored(ChatActor.Arrived batch, @Nullable List<Log.Kept> outcomes, @Nullable Throwable cause) {
        if (outcomes == null) {
            screen.storeFails(cause);
            batch.ack().completeExceptionally(cause == null ? new IllegalStateException() : cause);
            return;
        }
        screen.storeWorks();
        Ranges stored = Ranges.NONE;
        Map<Long, String> refused = new TreeMap<>();
        for (int i = 0; i < outcomes.size(); i++) {
            ChatMessage message = batch.messages().get(i);
            switch (outcomes.get(i)) {
                case NEW -> {
                    stored = stored.with(message.key().seq());
                    screen.show(message, true);
                }
                case KNOWN -> stored = stored.with(message.key().seq());
                case CONFLICT -> refused.put(message.key().seq(), "another message has this number");
            }
        }
        batch.ack().complete(new Ack(stored, refused));
    }
}
