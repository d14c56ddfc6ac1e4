package p2pchat.transport;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import p2pchat.election.ElectionAnswer;
import p2pchat.election.Electorate;
import p2pchat.liveness.HeardFrom;
import p2pchat.liveness.Ping;
import p2pchat.liveness.PingAnswer;
import p2pchat.liveness.Pings;
import p2pchat.membership.Coordinator;
import p2pchat.membership.CoordinatorReply;
import p2pchat.membership.JoinReply;
import p2pchat.membership.JoinRequest;
import p2pchat.membership.LeaveReply;
import p2pchat.membership.Peers;
import p2pchat.model.Digest;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;
import p2pchat.proto.ElectionRequest;
import p2pchat.proto.LeaveNetworkRequest;
import p2pchat.proto.LivenessPingReply;
import p2pchat.proto.PeerClient;

/** Calls the members of one network over gRPC. An answer is also a sign of life. */
public final class PeerCalls implements Peers, Pings, Electorate {

    private final GrpcClients clients;
    private final NetworkRegistry registry;
    private final NetworkId network;

    public PeerCalls(GrpcClients clients, NetworkRegistry registry, NetworkId network) {
        this.clients = clients;
        this.registry = registry;
        this.network = network;
    }

    @Override
    public CompletionStage<JoinReply> join(Leader to, Header header, JoinRequest request, Duration timeout) {
        var proto = WireMembership.proto(request, Headers.proto(network, header));
        return call(to, timeout, peer -> peer.joinNetwork(proto), WireMembership::joinReply);
    }

    @Override
    public CompletionStage<LeaveReply> leave(Leader to, Header header, Duration timeout) {
        var proto = LeaveNetworkRequest.newBuilder()
                .setHeader(Headers.proto(network, header))
                .build();
        return call(to, timeout, peer -> peer.leaveNetwork(proto), WireMembership::leaveReply);
    }

    @Override
    public CompletionStage<CoordinatorReply> coordinate(
            Leader to, Header header, Coordinator coordinator, Duration timeout) {
        var proto = WireMembership.proto(coordinator, Headers.proto(network, header));
        return call(to, timeout, peer -> peer.coordinator(proto), WireMembership::coordinatorReply)
                .thenApply(reply -> {
                    if (reply instanceof CoordinatorReply.Installed installed) {
                        heard(new HeardFrom(to.uid(), Optional.of(installed.view()), true));
                    }
                    return reply;
                });
    }

    @Override
    public CompletionStage<ElectionAnswer> challenge(Leader to, Header header, long epoch, Duration timeout) {
        var proto = ElectionRequest.newBuilder()
                .setHeader(Headers.proto(network, header))
                .setEpoch(epoch)
                .build();
        return call(to, timeout, peer -> peer.election(proto), WireLiveness::answer);
    }

    @Override
    public CompletionStage<PingAnswer> ping(Leader to, Header header, Ping ping, Duration timeout) {
        p2pchat.proto.Header.Builder head = Headers.proto(network, header).toBuilder();
        registry.network(network)
                .ifPresent(local -> head.setDigest(WireSync.proto(local.digest().get())));
        var proto = WireLiveness.proto(ping, head.build());
        return call(to, timeout, peer -> peer.livenessPing(proto), reply -> pingAnswer(to, ping, reply));
    }

    private PingAnswer pingAnswer(Leader to, Ping ping, LivenessPingReply reply) {
        if (ping instanceof Ping.Direct && reply.getPong().hasDigest()) {
            Digest theirs = WireSync.digest(reply.getPong().getDigest());
            registry.network(network)
                    .ifPresent(local -> local.digestReceived(to.id().node(), theirs));
        }
        return WireLiveness.answer(reply);
    }

    private <Q, R> CompletionStage<R> call(
            Leader to, Duration timeout, Function<PeerClient, CompletionStage<Q>> call, Function<Q, R> translate) {
        CompletableFuture<Q> answer = clients.controlOfAnyKey(to.address()).call(call).toCompletableFuture();
        return answer.copy()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(translate);
    }

    private void heard(HeardFrom frame) {
        registry.network(network).ifPresent(local -> local.heard(frame));
    }
}
