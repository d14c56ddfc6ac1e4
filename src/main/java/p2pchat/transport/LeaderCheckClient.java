package p2pchat.transport;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import p2pchat.crypto.DirectoryRing;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;
import p2pchat.model.UidProof;
import p2pchat.nds.LeaderCheck;
import p2pchat.proto.Confirm;
import p2pchat.proto.Header;
import p2pchat.proto.LivenessPingReply;
import p2pchat.proto.LivenessPingRequest;

/** Asks a leader over gRPC whether it still leads. */
public final class LeaderCheckClient implements LeaderCheck {

    private final GrpcClients clients;
    private final DirectoryRing ring;
    private final Duration timeout;

    public LeaderCheckClient(GrpcClients clients, DirectoryRing ring, Duration timeout) {
        this.clients = clients;
        this.ring = ring;
        this.timeout = timeout;
    }

    @Override
    public CompletionStage<Confirmation> confirm(NetworkId network, Leader leader, long epoch) {
        LivenessPingRequest request = LivenessPingRequest.newBuilder()
                .setHeader(Header.newBuilder().setChatId(Wire.bytes(network)).setTargetUid(Wire.bytes(leader.uid())))
                .setConfirm(
                        Confirm.newBuilder().setLeader(Wire.proto(leader.id())).setEpoch(epoch))
                .build();
        Optional<UidProof> proof = ring.proof(leader.uid());
        if (proof.isEmpty()) {
            return CompletableFuture.failedStage(new IllegalStateException("no proof of " + leader));
        }
        return clients.control(leader.address(), proof.get().device())
                .call(peer -> peer.livenessPing(request))
                .toCompletableFuture()
                .copy()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(LeaderCheckClient::confirmation);
    }

    /** A refusal counts as "not leading", because another incarnation listens there (H16). */
    private static Confirmation confirmation(LivenessPingReply reply) {
        return reply.hasConfirmed()
                ? new Confirmation(
                        reply.getConfirmed().getLeading(), reply.getConfirmed().getHeard())
                : new Confirmation(false, 0);
    }
}
