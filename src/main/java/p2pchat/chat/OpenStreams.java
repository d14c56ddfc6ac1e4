package p2pchat.chat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;
import p2pchat.chat.ChatActor.BatchRead;
import p2pchat.chat.ChatActor.BatchRequested;
import p2pchat.chat.Exchanges.Exchange;
import p2pchat.chat.Outbox.Effect.Send;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;

/**
 * The open streams to members, and the batch that each stream was promised.
 *
 * <p>Part of the {@link ChatActor}; runs on its thread. Streams report from any thread to the actor's mailbox.
 */
final class OpenStreams {

    private record Stream(int attempt, Exchange exchange) {}

    private final NodeId self;
    private final ChatActor.Ports ports;
    private final RecentMessages recent;
    private final ActorContext<ChatActor.Command> context;
    private final Map<NodeId, Stream> open = new HashMap<>();
    private final Map<NodeId, BatchRequested> promised = new HashMap<>();

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

    /** Promises the stream the next batch. Returns false, and fails the request, if the stream was given up. */
    boolean promise(BatchRequested request) {
        if (!isOpen(request.member(), request.attempt())) {
            refuse(request);
            return false;
        }
        @Nullable BatchRequested ofEarlierStream = promised.put(request.member(), request);
        if (ofEarlierStream != null) {
            refuse(ofEarlierStream);
        }
        return true;
    }

    /** Returns the messages if all are in memory; otherwise reads the log, which sends them to the mailbox. */
    Optional<BatchRead> read(Send send) {
        Optional<BatchRead> inMemory = recent.find(send.wanted()).map(found -> new BatchRead(send, found, null));
        if (inMemory.isEmpty()) {
            context.pipeToSelf(
                    ports.log().read(self, send.wanted(), Outbox.MAX_BATCH),
                    (messages, cause) -> new BatchRead(send, messages == null ? List.of() : messages, cause));
        }
        return inMemory;
    }

    /** Sends what fits a batch and reports it to the outbox. Closes the stream if the log could not be read. */
    void send(BatchRead read, Outbox outbox) {
        NodeId member = read.send().member();
        BatchRequested request = promised.get(member);
        if (request == null || request.attempt() != read.send().attempt()) {
            return;
        }
        if (read.cause() != null) {
            close(member);
            return;
        }
        List<ChatMessage> batch = Batches.firstThatFit(read.messages());
        promised.remove(member);
        request.next().complete(batch);
        long upTo = batch.isEmpty()
                ? read.send().wanted().last()
                : batch.get(batch.size() - 1).key().seq();
        outbox.batchSent(member, request.attempt(), upTo, batch.size());
    }

    /** The stream ended, so it gets nothing that it was promised. */
    void closed(NodeId member, int attempt) {
        if (isOpen(member, attempt)) {
            open.remove(member);
        }
        BatchRequested request = promised.get(member);
        if (request != null && request.attempt() == attempt) {
            promised.remove(member);
            refuse(request);
        }
    }

    private boolean isOpen(NodeId member, int attempt) {
        Stream stream = open.get(member);
        return stream != null && stream.attempt() == attempt;
    }

    private static void refuse(BatchRequested request) {
        request.next().completeExceptionally(new IllegalStateException("closed"));
    }

    void closeAll() {
        open.values().forEach(stream -> stream.exchange().close());
        promised.values().forEach(request -> request.next().completeExceptionally(new IllegalStateException("leaving")));
    }

    private record ToMailbox(ActorRef<ChatActor.Command> actor, NodeId member, int attempt)
            implements Exchanges.StreamListener {

        @Override
        public void opened(Ranges held) {
            actor.tell(new ChatActor.StreamOpened(member, attempt, held));
        }

        @Override
        public CompletableFuture<List<ChatMessage>> nextBatch() {
            CompletableFuture<List<ChatMessage>> next = new CompletableFuture<>();
            actor.tell(new BatchRequested(member, attempt, next));
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
