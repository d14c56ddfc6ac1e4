package p2pchat.chat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import p2pchat.chat.Exchanges.Exchange;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;

/**
 * The open streams to members, and the batch that each was promised.
 *
 * <p>Part of the {@link ChatActor}, on whose thread alone it runs; what the streams say, on whatever thread, goes to its
 * mailbox.
 */
final class OpenStreams {

    private final Exchanges exchanges;
    private final ActorRef<ChatActor.Command> actor;
    private final Map<NodeId, Stream> open = new HashMap<>();
    private final Map<NodeId, ChatActor.Asked> asking = new HashMap<>();

    OpenStreams(Exchanges exchanges, ActorRef<ChatActor.Command> actor) {
        this.exchanges = exchanges;
        this.actor = actor;
    }

    void open(Member member, int attempt) {
        Exchange exchange = exchanges.open(member, new ToMailbox(actor, member.node(), attempt));
        open.put(member.node(), new Stream(attempt, exchange));
    }

    void close(NodeId member) {
        Optional.ofNullable(open.remove(member))
                .ifPresent(stream -> stream.exchange().close());
    }

    /** The stream takes a batch as soon as there is one. One that was given up may still ask; it is told no. */
    boolean promise(ChatActor.Asked asked) {
        Stream stream = open.get(asked.member());
        if (stream == null || stream.attempt() != asked.attempt()) {
            asked.next().completeExceptionally(new IllegalStateException("closed"));
            return false;
        }
        asking.put(asked.member(), asked);
        return true;
    }

    /** Whether this stream still waits for what it was promised. */
    boolean awaits(NodeId member, int attempt) {
        ChatActor.Asked asked = asking.get(member);
        return asked != null && asked.attempt() == attempt;
    }

    void hand(NodeId member, List<ChatMessage> batch) {
        Optional.ofNullable(asking.remove(member))
                .ifPresent(asked -> asked.next().complete(batch));
    }

    /** The stream is over; nothing it was promised will come. */
    void closed(NodeId member, int attempt) {
        if (awaits(member, attempt)) {
            Optional.ofNullable(asking.remove(member))
                    .ifPresent(asked -> asked.next().completeExceptionally(new IllegalStateException("closed")));
        }
    }

    void closeAll() {
        open.values().forEach(stream -> stream.exchange().close());
        asking.values().forEach(asked -> asked.next().completeExceptionally(new IllegalStateException("leaving")));
    }

    private record Stream(int attempt, Exchange exchange) {}

    private record ToMailbox(ActorRef<ChatActor.Command> actor, NodeId member, int attempt) implements Exchanges.Lane {

        @Override
        public void have(Ranges stored) {
            actor.tell(new ChatActor.Opened(member, attempt, stored));
        }

        @Override
        public CompletableFuture<List<ChatMessage>> next() {
            CompletableFuture<List<ChatMessage>> next = new CompletableFuture<>();
            actor.tell(new ChatActor.Asked(member, attempt, next));
            return next;
        }

        @Override
        public void acked(Ranges stored, Map<Long, String> refused) {
            actor.tell(new ChatActor.Acked(member, attempt, stored, refused));
        }

        @Override
        public void closed(String cause) {
            actor.tell(new ChatActor.Closed(member, attempt, cause));
        }
    }
}
