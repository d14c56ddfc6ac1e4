package p2pchat.transport;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import p2pchat.model.Bytes;
import p2pchat.model.DeviceKey;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;
import p2pchat.model.Statement;
import p2pchat.proto.PeerClient;
import p2pchat.proto.RosterReply;
import p2pchat.proto.RosterRequest;
import p2pchat.roster.Application;
import p2pchat.roster.RosterPeers;

/** Exchanges statements with other members over gRPC. Uses the clients of messages, so that pings never queue behind it. */
public final class RosterClient implements RosterPeers {

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final GrpcClients clients;
    private final NetworkRegistry registry;
    private final NetworkId network;

    public RosterClient(GrpcClients clients, NetworkRegistry registry, NetworkId network) {
        this.clients = clients;
        this.registry = registry;
        this.network = network;
    }

    @Override
    public CompletionStage<Answer> exchange(Leader to, List<Statement> statements, Set<Long> known) {
        return with(to, (keys, device, client) -> {
            List<List<ByteString>> pages =
                    WireRoster.pages(statements, keys.ring().statements());
            int last = pages.size() - 1;
            return push(to, pages.subList(0, last), keys, client)
                    .thenCompose(pushed ->
                            send(request(to, pages.get(last), keys).setKnown(WireRoster.known(known)), client))
                    .thenCompose(reply -> answer(reply, to, keys, device));
        });
    }

    @Override
    public CompletionStage<Void> push(Leader to, List<Statement> statements) {
        return with(
                to,
                (keys, device, client) ->
                        push(to, WireRoster.pages(statements, keys.ring().statements()), keys, client));
    }

    private interface Call<R> {
        CompletionStage<R> run(MemberKeys keys, DeviceKey device, RenewingClient<PeerClient> client);
    }

    private <R> CompletionStage<R> with(Leader to, Call<R> call) {
        return registry.keys(network)
                .thenCompose(keys -> keys.device(to.uid())
                        .thenCompose(device -> call.run(keys, device, clients.unaryMessages(to.address(), device))));
    }

    private CompletionStage<Void> push(
            Leader to, List<List<ByteString>> pages, MemberKeys keys, RenewingClient<PeerClient> client) {
        CompletionStage<Void> pushed = CompletableFuture.completedStage(null);
        for (List<ByteString> page : pages) {
            pushed = pushed.thenCompose(before -> send(request(to, page, keys).setPush(true), client))
                    .thenAccept(reply -> {});
        }
        return pushed;
    }

    private RosterRequest.Builder request(Leader to, List<ByteString> page, MemberKeys keys) {
        Header header = new Header(Optional.empty(), keys.ring().uid(), Optional.of(to.uid()), registry.view(network));
        return RosterRequest.newBuilder().setHeader(keys.header(header)).addAllStatements(page);
    }

    private static CompletionStage<RosterReply> send(RosterRequest.Builder request, RenewingClient<PeerClient> client) {
        return client.call(peer -> peer.roster(request.build()))
                .toCompletableFuture()
                .copy()
                .orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletionStage<Answer> answer(RosterReply reply, Leader to, MemberKeys keys, DeviceKey device) {
        if (reply.hasRefused()) {
            return CompletableFuture.failedStage(
                    new IllegalStateException("refused: " + reply.getRefused().getReason()));
        }
        List<Bytes> statements = WireRoster.statements(reply.getStatementsList());
        return keys.statements()
                .answered(device, statements)
                .whenComplete((verified, cause) -> registry.countForged(cause, to.id()))
                .thenApply(verified -> new Answer(
                        verified.statements(), reply.getMore() && verified.complete() && !statements.isEmpty()));
    }

    @Override
    public CompletionStage<Void> showWaiting(Leader to, List<Application> waiting) {
        return with(
                to,
                (keys, device, client) -> send(
                                request(to, List.of(), keys)
                                        .setPush(true)
                                        .setApplicants(WireRoster.applicants(waiting)),
                                client)
                        .thenAccept(reply -> {}));
    }
}
