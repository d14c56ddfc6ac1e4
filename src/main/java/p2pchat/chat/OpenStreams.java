package p2pchat.chat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import p2pchat.chat.ChatActor.BatchRead;
import p2pchat.chat.Exchanges.Exchange;
import p2pchat.chat.Outbox.Effect.Send;
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

    private final NodeId self;
    private final ChatActor.Ports ports;
    private final RecentMessages recent;
    private final ActorContext<ChatActor.Command> context;
    private final Map<NodeId, Stream> open = new HashMap<>();
    private final Map<NodeId, ChatActor.BatchRequested> asking = new HashMap<>();

    OpenStreams(NodeId self, ChatActor.Ports ports, RecentMessages recent, ActorContext<ChatActor.Command> context) {
        this.self = self;
        this.ports = ports;
        this.recent = recent;
        this.context = context;
    }

    void open(Member member, int attempt) {
        Exchange exchange = ports.exchanges().open(member, new ToMailbox(context.getSelf(), member.node(), attempt));
        open.put(member.node(), new Stream(attempt, exchange));
    }

    void close(NodeId member) {
        Optional.ofNullable(open.remove(member))
                .ifPresent(stream -> stream.exchange().close());
    }

    /** The stream takes a batch as soon as there is one. One that was given up may still ask; it is told no. */
    boolean promise(ChatActor.BatchRequested asked) {
        if (!isOpen(asked.member(), asked.attempt())) {
            refuse(asked);
            return false;
        }
        Optional.ofNullable(asking.put(asked.member(), asked)).ifPresent(OpenStreams::refuse); // of the stream before
        return true;
    }

    /** What is to be sent, at once where memory has it; else the log is read, and tells it to the mailbox. */
    Optional<BatchRead> fetch(Send send) {
        Optional<BatchRead> atHand = recent.find(send.wanted()).map(found -> new BatchRead(send, found, null));
        if (atHand.isEmpty()) {
            context.pipeToSelf(
                    ports.log().read(self, send.wanted(), Outbox.MAX_BATCH),
                    (messages, cause) -> new BatchRead(send, messages == null ? List.of() : messages, cause));
        }
        return atHand;
    }

    /** Hands on what fits a batch, unless the stream is over, and lets the outbox know. */
    void fetched(BatchRead m, Outbox outbox) {
        NodeId member = m.send().member();
        if (!awaits(member, m.send().attempt())) {
            return;
        }
        if (m.cause() != null) {
            close(member);
            return;
        }
        List<ChatMessage> batch = Batches.firstThatFit(m.messages());
        hand(member, batch);
        long upTo = batch.isEmpty()
                ? m.send().wanted().last()
                : batch.get(batch.size() - 1).key().seq();
        outbox.batchSent(member, m.send().attempt(), upTo, batch.size());
    }

    /** Whether this stream still waits for what it was promised. */
    private boolean awaits(NodeId member, int attempt) {
        ChatActor.BatchRequested asked = asking.get(member);
        return asked != null && asked.attempt() == attempt;
    }

    private void hand(NodeId member, List<ChatMessage> batch) {
        Optional.ofNullable(asking.remove(member))
                .ifPresent(asked -> asked.next().complete(batch));
    }

    /** The stream is over, whoever ended it; nothing it was promised will come. */
    void closed(NodeId member, int attempt) {
        if (isOpen(member, attempt)) {
            open.remove(member);
        }
        if (awaits(member, attempt)) {
            Optional.ofNullable(asking.remove(member)).ifPresent(OpenStreams::refuse);
        }
    }

    private boolean isOpen(NodeId member, int attempt) {
        Stream stream = open.get(member);
        return stream != null && stream.attempt() == attempt;
    }

    private static void refuse(ChatActor.BatchRequested asked) {
        asked.next().completeExceptionally(new IllegalStateException("closed"));
    }

    void closeAll() {
        open.values().forEach(stream -> stream.exchange().close());
        asking.values().forEach(asked -> asked.next().completeExceptionally(new IllegalStateException("leaving")));
    }

    private record Stream(int attempt, Exchange exchange) {}

    private record ToMailbox(ActorRef<ChatActor.Command> actor, NodeId member, int attempt)
            implements Exchanges.StreamListener {

        @Override
        public void opened(Ranges stored) {
            actor.tell(new ChatActor.StreamOpened(member, attempt, stored));
        }

        @Override
        public CompletableFuture<List<ChatMessage>> nextBatch() {
            CompletableFuture<List<ChatMessage>> next = new CompletableFuture<>();
            actor.tell(new ChatActor.BatchRequested(member, attempt, next));
            return next;
        }

        @Override
        public void acknowledged(Ranges stored, Map<Long, String> refused) {
            actor.tell(new ChatActor.Acknowledged(member, attempt, stored, refused));
        }

        @Override
        public void closed(String cause) {
            actor.tell(new ChatActor.StreamClosed(member, attempt, cause));
        }
    }
}
