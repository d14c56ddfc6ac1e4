package p2pchat.chat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import p2pchat.chat.ChatActor.BatchRead;
import p2pchat.chat.ChatActor.BatchRequested;
import p2pchat.chat.Exchanges.Exchange;
import p2pchat.chat.Outbox.Effect.Open;
import p2pchat.chat.Outbox.Effect.Send;
import p2pchat.model.ChatMessage;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;

/**
 * The open streams to members, and the batch that each stream was promised.
 *
 * <p>Part of the {@link ChatActor}; runs on its thread. Streams report from any thread to the actor's mailbox.
 */
final class OpenStreams {

    private final NodeId self;
    private final ChatActor.Ports ports;
    private final RecentMessages recent;
    private final ActorContext<ChatActor.Command> context;
    private final Map<StreamId, Exchange> open = new HashMap<>();
    private final Map<StreamId, CompletableFuture<List<ChatMessage>>> promised = new HashMap<>();

    OpenStreams(NodeId self, ChatActor.Ports ports, RecentMessages recent, ActorContext<ChatActor.Command> context) {
        this.self = self;
        this.ports = ports;
        this.recent = recent;
        this.context = context;
    }

    void open(Open wanted) {
        ToMailbox listener = new ToMailbox(context.getSelf(), wanted.stream());
        open.put(wanted.stream(), ports.exchanges().open(wanted.member(), listener));
    }

    void close(StreamId stream) {
        Optional.ofNullable(open.remove(stream)).ifPresent(Exchange::close);
    }

    /** Promises the stream the next batch. Returns false, and fails the request, if the stream was given up. */
    boolean promise(BatchRequested request) {
        boolean isOpen = open.containsKey(request.stream());
        if (isOpen) {
            promised.put(request.stream(), request.next());
        } else {
            refuse(request.next());
        }
        return isOpen;
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
        StreamId stream = read.send().stream();
        if (!promised.containsKey(stream)) {
            return;
        }
        if (read.cause() != null) {
            close(stream);
            return;
        }
        List<ChatMessage> batch = Batches.firstThatFit(read.messages());
        Optional.ofNullable(promised.remove(stream)).ifPresent(next -> next.complete(batch));
        outbox.batchSent(read.send(), batch);
    }

    /** Removes a stream that ended and fails its promised batch. */
    void closed(StreamId stream) {
        open.remove(stream);
        Optional.ofNullable(promised.remove(stream)).ifPresent(OpenStreams::refuse);
    }

    private static void refuse(CompletableFuture<List<ChatMessage>> next) {
        next.completeExceptionally(new IllegalStateException("closed"));
    }

    void closeAll() {
        open.values().forEach(Exchange::close);
        promised.values().forEach(OpenStreams::refuse);
    }

    private record ToMailbox(ActorRef<ChatActor.Command> actor, StreamId stream) implements Exchanges.StreamListener {

        @Override
        public void opened(Ranges held) {
            actor.tell(new ChatActor.StreamOpened(stream, held));
        }

        @Override
        public CompletableFuture<List<ChatMessage>> nextBatch() {
            CompletableFuture<List<ChatMessage>> next = new CompletableFuture<>();
            actor.tell(new BatchRequested(stream, next));
            return next;
        }

        @Override
        public void acknowledged(Ranges stored, Map<Long, String> refused) {
            actor.tell(new ChatActor.Acknowledged(stream, stored, refused));
        }

        @Override
        public void closed(String cause) {
            actor.tell(new ChatActor.StreamClosed(stream, cause));
        }
    }
}
