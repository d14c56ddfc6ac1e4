package p2pchat.transport;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import p2pchat.election.ElectionActor;
import p2pchat.election.ElectionAnswer;
import p2pchat.liveness.HeardFrom;
import p2pchat.liveness.Liveness;
import p2pchat.liveness.LivenessActor;
import p2pchat.liveness.Ping;
import p2pchat.liveness.PingAnswer;
import p2pchat.membership.Coordinator;
import p2pchat.membership.JoinReply;
import p2pchat.membership.JoinRequest;
import p2pchat.membership.LeaveReply;
import p2pchat.membership.MembershipActor;
import p2pchat.model.Digest;
import p2pchat.model.MemberId;
import p2pchat.proto.CoordinatorReply;
import p2pchat.proto.CoordinatorRequest;
import p2pchat.proto.ElectionReply;
import p2pchat.proto.ElectionRequest;
import p2pchat.proto.ExchangeReply;
import p2pchat.proto.ExchangeRequest;
import p2pchat.proto.JoinNetworkReply;
import p2pchat.proto.JoinNetworkRequest;
import p2pchat.proto.LeaveNetworkReply;
import p2pchat.proto.LeaveNetworkRequest;
import p2pchat.proto.LivenessPingReply;
import p2pchat.proto.LivenessPingRequest;
import p2pchat.proto.MessageReply;
import p2pchat.proto.MessageRequest;
import p2pchat.proto.Peer;
import p2pchat.proto.SyncReply;
import p2pchat.proto.SyncRequest;

/** Serves this node's peers: translates each call into a typed command of the actor that answers it. */
public final class PeerService implements Peer {

    private static final Duration ACTOR_DEADLINE = Duration.ofSeconds(5);

    private final NetworkRegistry hosted;
    private final ExchangeServer exchanges;
    private final UnaryMessageServer messages;
    private final SyncServer syncs;

    public PeerService(NetworkRegistry hosted) {
        this.hosted = hosted;
        this.exchanges = new ExchangeServer(hosted);
        this.messages = new UnaryMessageServer(hosted);
        this.syncs = new SyncServer(hosted);
    }

    @Override
    public CompletionStage<JoinNetworkReply> joinNetwork(JoinNetworkRequest request) {
        JoinRequest join = WireMembership.joinRequest(request);
        NetworkRegistry.Call call = hosted.resolve(request.getHeader());
        if (call.refusal().isPresent()) {
            return now(WireMembership.proto(new JoinReply.Refused(call.refusal().get())));
        }
        CompletableFuture<JoinReply> reply = deadline();
        call.network().membership().tell(new MembershipActor.JoinRequested(call.header(), join, reply));
        return reply.thenApply(WireMembership::proto);
    }

    @Override
    public CompletionStage<LeaveNetworkReply> leaveNetwork(LeaveNetworkRequest request) {
        NetworkRegistry.Call call = hosted.resolve(request.getHeader());
        if (call.refusal().isPresent()) {
            return now(
                    WireMembership.proto(new LeaveReply.Refused(call.refusal().get())));
        }
        CompletableFuture<LeaveReply> reply = deadline();
        call.network().membership().tell(new MembershipActor.LeaveRequested(call.header(), reply));
        return reply.thenApply(WireMembership::proto);
    }

    @Override
    public CompletionStage<CoordinatorReply> coordinator(CoordinatorRequest request) {
        Coordinator coordinator = WireMembership.coordinator(request);
        NetworkRegistry.Call call = hosted.resolve(request.getHeader());
        if (call.refusal().isPresent()) {
            return now(WireMembership.proto(new p2pchat.membership.CoordinatorReply.Refused(
                    call.refusal().get())));
        }
        call.network().heard(frame(call));
        CompletableFuture<p2pchat.membership.CoordinatorReply> reply = deadline();
        call.network().membership().tell(new MembershipActor.CoordinatorRequested(call.header(), coordinator, reply));
        return reply.thenApply(WireMembership::proto);
    }

    @Override
    public CompletionStage<ElectionReply> election(ElectionRequest request) {
        NetworkRegistry.Call call = hosted.resolve(request.getHeader());
        if (call.refusal().isPresent()) {
            return now(
                    WireLiveness.proto(new ElectionAnswer.Refused(call.refusal().get())));
        }
        call.network().heard(frame(call));
        CompletableFuture<ElectionAnswer> answer = deadline();
        call.network().election().tell(new ElectionActor.Challenged(call.header(), answer));
        return answer.thenApply(WireLiveness::proto);
    }

    @Override
    public CompletionStage<LivenessPingReply> livenessPing(LivenessPingRequest request) {
        return request.hasConfirm() ? confirm(request) : ping(request);
    }

    private CompletionStage<LivenessPingReply> ping(LivenessPingRequest request) {
        Ping ping = WireLiveness.ping(request);
        NetworkRegistry.Call call = hosted.resolve(request.getHeader());
        if (call.refusal().isPresent()) {
            return now(WireLiveness.proto(new PingAnswer.Refused(call.refusal().get())));
        }
        CompletableFuture<PingAnswer> answer = deadline();
        call.network().liveness().tell(new LivenessActor.Pinged(call.header(), ping, answer));
        if (request.getHeader().hasDigest()) {
            Digest theirs = WireSync.digest(request.getHeader().getDigest());
            call.header().node().ifPresent(node -> call.network().digestReceived(node, theirs));
        }
        return answer.thenApply(WireLiveness::proto)
                .thenApply(reply -> request.hasDirect() ? withDigest(reply, call.network()) : reply);
    }

    /** Adds this node's digest. The answer to an indirect ping has none, because it comes from another member. */
    private static LivenessPingReply withDigest(LivenessPingReply reply, NetworkRegistry.Network network) {
        if (!reply.hasPong()) {
            return reply;
        }
        LivenessPingReply.Builder builder = reply.toBuilder();
        builder.getPongBuilder().setDigest(WireSync.proto(network.digest().get()));
        return builder.build();
    }

    /** Answers the directory, which is no member: its header names network and target, and no sender. */
    private CompletionStage<LivenessPingReply> confirm(LivenessPingRequest request) {
        MemberId leader = Wire.memberId("confirm.leader", request.getConfirm().getLeader());
        Optional<NetworkRegistry.Network> network = hosted.network(Headers.network(request.getHeader()));
        if (network.isEmpty()) {
            return now(WireLiveness.proto(new Liveness.Confirmed(false, 0)));
        }
        CompletableFuture<Liveness.Confirmed> answer = deadline();
        network.get()
                .liveness()
                .tell(new LivenessActor.ConfirmRequested(
                        leader, request.getConfirm().getEpoch(), answer));
        return answer.thenApply(WireLiveness::proto);
    }

    @Override
    public Source<ExchangeReply, NotUsed> exchange(Source<ExchangeRequest, NotUsed> frames) {
        return exchanges.exchange(frames);
    }

    @Override
    public CompletionStage<MessageReply> message(MessageRequest request) {
        return messages.message(request);
    }

    @Override
    public Source<SyncReply, NotUsed> sync(SyncRequest request) {
        return syncs.sync(request);
    }

    private static HeardFrom frame(NetworkRegistry.Call call) {
        return new HeardFrom(call.header().uid(), Optional.of(call.header().view()), false);
    }

    private static <T> CompletionStage<T> now(T reply) {
        return CompletableFuture.completedFuture(reply);
    }

    private static <T> CompletableFuture<T> deadline() {
        return new CompletableFuture<T>().orTimeout(ACTOR_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
