package p2pchat.transport;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
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
import p2pchat.model.Bytes;
import p2pchat.model.Digest;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.ViewId;
import p2pchat.proto.ElectionRequest;
import p2pchat.proto.LeaveNetworkRequest;
import p2pchat.proto.LivenessPingReply;
import p2pchat.proto.PeerClient;

/** Calls the members of one network over gRPC. An answer is also a sign of life. */
public final class PeerCalls implements Peers, Pings, Electorate {

    private static final SecureRandom RANDOM = new SecureRandom();

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
        return call(
                to,
                timeout,
                (peer, keys) -> peer.joinNetwork(WireMembership.proto(request, header, keys)),
                (reply, keys) -> new JoinCheck(clients, registry, network)
                        .check(
                                reply,
                                to,
                                header.uid(),
                                header.node().isEmpty() ? request.invited() : Optional.empty(),
                                keys));
    }

    @Override
    public CompletionStage<LeaveReply> leave(Leader to, Header header, Duration timeout) {
        return call(
                to,
                timeout,
                (peer, keys) -> peer.leaveNetwork(LeaveNetworkRequest.newBuilder()
                        .setHeader(keys.header(header))
                        .build()),
                (reply, keys) -> CompletableFuture.completedStage(WireMembership.leaveReply(reply)));
    }

    @Override
    public CompletionStage<CoordinatorReply> coordinate(
            Leader to, Header header, Coordinator coordinator, Duration timeout) {
        return call(
                to,
                timeout,
                (peer, keys) -> keys.device(to.uid())
                        .thenCompose(device -> keys.gate().requireAdmitted(to.uid(), device))
                        .thenCompose(admitted ->
                                peer.coordinator(WireMembership.proto(coordinator, header, to.uid(), keys))),
                (proto, keys) -> {
                    CoordinatorReply reply = WireMembership.coordinatorReply(proto, keys);
                    if (reply instanceof CoordinatorReply.Installed installed) {
                        heard(new HeardFrom(to.uid(), Optional.of(installed.view()), true));
                    }
                    return CompletableFuture.completedStage(reply);
                });
    }

    @Override
    public CompletionStage<ElectionAnswer> challenge(Leader to, Header header, long epoch, Duration timeout) {
        return call(
                to,
                timeout,
                (peer, keys) -> peer.election(ElectionRequest.newBuilder()
                        .setHeader(keys.header(header))
                        .setEpoch(epoch)
                        .build()),
                (reply, keys) -> WireLiveness.answer(reply, to.id(), keys));
    }

    @Override
    public CompletionStage<Optional<ViewId>> confirm(Leader through, Header header, MemberId leader, Duration timeout) {
        return ping(through, header, new Ping.Indirect(leader), timeout)
                .thenApply(answer -> answer instanceof PingAnswer.Pong pong && pong.leading()
                        ? Optional.of(pong.view())
                        : Optional.empty());
    }

    /** A helper's pong of another member counts only with the signature of that member. */
    @Override
    public CompletionStage<PingAnswer> ping(Leader to, Header header, Ping ping, Duration timeout) {
        if (!(ping instanceof Ping.Indirect indirect)) {
            return ping(to, header, ping, timeout, (reply, keys) -> true);
        }
        byte[] random = new byte[Ping.Asker.NONCE_SIZE];
        RANDOM.nextBytes(random);
        Bytes nonce = Bytes.of(random);
        Ping signed = new Ping.Indirect(indirect.target(), Optional.of(new Ping.Asker(header.uid(), nonce)));
        return ping(
                to,
                header,
                signed,
                timeout,
                (reply, keys) ->
                        keys.isSigned(reply.getPong(), indirect.target().uid(), nonce));
    }

    private CompletionStage<PingAnswer> ping(
            Leader to,
            Header header,
            Ping ping,
            Duration timeout,
            BiPredicate<LivenessPingReply, MemberKeys> isProven) {
        return call(
                to,
                timeout,
                (peer, keys) -> {
                    p2pchat.proto.Header.Builder head = keys.header(header).toBuilder();
                    registry.network(network)
                            .ifPresent(local ->
                                    head.setDigest(WireSync.proto(local.digest().get())));
                    return peer.livenessPing(WireLiveness.proto(ping, head.build()).toBuilder()
                            .addAllProofs(keys.proofs())
                            .build());
                },
                (reply, keys) -> reply.hasPong() && !isProven.test(reply, keys)
                        ? CompletableFuture.completedStage(new PingAnswer.Unreached())
                        : pingAnswer(to, ping, reply, keys));
    }

    private CompletionStage<PingAnswer> pingAnswer(Leader to, Ping ping, LivenessPingReply reply, MemberKeys keys) {
        if (ping instanceof Ping.Direct && reply.getPong().hasDigest()) {
            Digest theirs = WireSync.digest(reply.getPong().getDigest());
            registry.network(network)
                    .ifPresent(local -> local.digestReceived(to.id().node(), theirs));
        }
        return keys.learn(reply.getProofsList()).thenCompose(learnt -> WireLiveness.answer(reply, keys));
    }

    private <Q, R> CompletionStage<R> call(
            Leader to,
            Duration timeout,
            BiFunction<PeerClient, MemberKeys, CompletionStage<Q>> call,
            BiFunction<Q, MemberKeys, CompletionStage<R>> translate) {
        return registry.keys(network)
                .thenCompose(keys -> keys.device(to.uid())
                        .thenCompose(
                                device -> clients.control(to.address(), device).call(peer -> call.apply(peer, keys)))
                        .toCompletableFuture()
                        .copy()
                        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .thenCompose(reply -> translate.apply(reply, keys)));
    }

    private void heard(HeardFrom frame) {
        registry.network(network).ifPresent(local -> local.heard(frame));
    }
}
