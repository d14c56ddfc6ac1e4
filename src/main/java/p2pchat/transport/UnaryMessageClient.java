package p2pchat.transport;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import p2pchat.chat.UnaryMessages;
import p2pchat.liveness.HeardFrom;
import p2pchat.model.ChatMessage;
import p2pchat.model.Header;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.proto.MessageReply;
import p2pchat.proto.MessageRequest;

/** Sends unary messages over gRPC. An answer is also a sign of life. */
public final class UnaryMessageClient implements UnaryMessages {

    private final GrpcClients clients;
    private final NetworkRegistry registry;
    private final NetworkId network;
    private final MemberId self;

    public UnaryMessageClient(GrpcClients clients, NetworkRegistry registry, NetworkId network, MemberId self) {
        this.clients = clients;
        this.registry = registry;
        this.network = network;
        this.self = self;
    }

    @Override
    public CompletionStage<Receipt> deliver(Member to, ChatMessage message, Duration timeout) {
        return call(
                to,
                (header, keys) -> WireUnaryMessages.message(message, header, keys),
                timeout,
                WireUnaryMessages::receipt);
    }

    @Override
    public CompletionStage<RelayAnswer> relay(Member leader, RelayRequest relay, Duration timeout) {
        return call(
                leader, (header, keys) -> WireUnaryMessages.relay(relay, header), timeout, WireUnaryMessages::passed);
    }

    private <R> CompletionStage<R> call(
            Member to,
            BiFunction<p2pchat.proto.Header, MemberKeys, MessageRequest> request,
            Duration timeout,
            Function<MessageReply, R> translate) {
        Header header = new Header(Optional.of(self.node()), self.uid(), Optional.of(to.uid()), registry.view(network));
        return registry.keys(network)
                .thenCompose(keys -> keys.device(to.uid())
                        .thenCompose(device -> keys.gate()
                                .requireAdmitted(to.uid(), device)
                                .thenCompose(admitted -> clients.unaryMessages(to.address(), device)
                                        .call(peer -> peer.message(request.apply(keys.header(header), keys)))))
                        .toCompletableFuture()
                        .copy()
                        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .thenApply(translate)
                        .whenComplete((reply, cause) -> {
                            if (cause == null) {
                                HeardFrom frame = new HeardFrom(to.uid(), Optional.empty(), true);
                                registry.network(network).ifPresent(here -> here.heard(frame));
                            }
                        }));
    }
}
