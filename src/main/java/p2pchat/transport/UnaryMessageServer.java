package p2pchat.transport;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import p2pchat.chat.ChatActor;
import p2pchat.chat.UnaryMessages.Receipt;
import p2pchat.chat.UnaryMessages.RelayAnswer;
import p2pchat.chat.UnaryMessages.RelayRequest;
import p2pchat.crypto.ForgedException;
import p2pchat.liveness.HeardFrom;
import p2pchat.model.ChatMessage;
import p2pchat.model.MemberId;
import p2pchat.model.MessageKey;
import p2pchat.model.Refusal;
import p2pchat.proto.MessageReply;
import p2pchat.proto.MessageRequest;

/** Serves the mission's {@code message}: one message for this node, or one for the leader to relay (M8). */
final class UnaryMessageServer {

    /** Somewhat longer than an author waits. */
    private static final Duration DEADLINE = Duration.ofSeconds(6);

    private final NetworkRegistry registry;
    private final Caller caller;

    UnaryMessageServer(NetworkRegistry registry, Caller caller) {
        this.registry = registry;
        this.caller = caller;
    }

    CompletionStage<MessageReply> message(MessageRequest request) {
        NetworkRegistry.Call call = registry.resolve(caller, request.getHeader());
        MemberId from = Headers.member(call.header());
        return call.memberRefusal()
                .thenApply(refusal -> refusal.or(() -> authorRefusal(request, call)))
                .thenCompose(refusal -> refusal.isPresent()
                        ? CompletableFuture.completedFuture(MessageReply.newBuilder()
                                .setRefused(WireMembership.proto(refusal.get()))
                                .build())
                        : message(request, from, call));
    }

    /** Refuses a message that does not count, because a statement has restricted its author. */
    private static Optional<Refusal> authorRefusal(MessageRequest request, NetworkRegistry.Call call) {
        MessageKey key = WireUnaryMessages.key(request);
        return !call.keys().ids().isNamed(key.author()) || call.keys().counts(key)
                ? Optional.empty()
                : Optional.of(new Refusal(Refusal.Reason.NOT_ALLOWED, "its author may not write"));
    }

    private CompletionStage<MessageReply> message(MessageRequest request, MemberId from, NetworkRegistry.Call call) {
        call.network().heard(new HeardFrom(from.uid(), Optional.of(call.header().view()), false));
        try {
            return request.getDestinationsCount() == 0
                    ? store(request, from, call.network())
                    : relay(WireUnaryMessages.relay(request, call.keys()), from, call.network());
        } catch (ForgedException e) {
            registry.countForged(e, from);
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Stores a message. If no view has named its author yet, it cannot be stored before one does. */
    private static CompletionStage<MessageReply> store(
            MessageRequest request, MemberId from, NetworkRegistry.Network network) throws ForgedException {
        MessageKey key = WireUnaryMessages.key(request);
        if (!network.keys().ids().isNamed(key.author())) {
            return CompletableFuture.completedFuture(WireUnaryMessages.proto(new Receipt.Unable(), key));
        }
        ChatMessage message = WireUnaryMessages.message(request, network.keys());
        CompletableFuture<ChatActor.Ack> ack = deadline();
        network.chat().orElseThrow().tell(new ChatActor.Arrived(from, List.of(message), ack));
        return ack.handle((stored, cause) -> WireUnaryMessages.proto(
                cause == null ? receipt(stored, message) : new Receipt.Unable(), message.key()));
    }

    private static Receipt receipt(ChatActor.Ack ack, ChatMessage message) {
        long seq = message.key().seq();
        return Optional.ofNullable(ack.refused().get(seq))
                .<Receipt>map(Receipt.Refused::new)
                .orElse(ack.stored().contains(seq) ? new Receipt.Stored() : new Receipt.Unable());
    }

    private static CompletionStage<MessageReply> relay(
            RelayRequest relay, MemberId from, NetworkRegistry.Network network) {
        CompletableFuture<RelayAnswer> answer = deadline();
        network.chat().orElseThrow().tell(new ChatActor.RelayRequested(from, relay, answer));
        return answer.thenApply(WireUnaryMessages::proto);
    }

    private static <T> CompletableFuture<T> deadline() {
        return new CompletableFuture<T>().orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
