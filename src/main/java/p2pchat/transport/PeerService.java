package p2pchat.transport;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
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
import p2pchat.model.Refusal;
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

    private final NetworkRegistry registry;
    private final ExchangeServer exchanges;
    private final UnaryMessageServer messages;
    private final SyncServer syncs;

    public PeerService(NetworkRegistry registry) {
        this.registry = registry;
        this.exchanges = new ExchangeServer(registry);
        this.messages = new UnaryMessageServer(registry);
        this.syncs = new SyncServer(registry);
    }

    @Override
    public CompletionStage<JoinNetworkReply> joinNetwork(JoinNetworkRequest request) {
        JoinRequest join = WireMembership.joinRequest(request);
        return this.<JoinReply>answer(
                        request.getHeader(),
                        JoinReply.Refused::new,
                        (call, reply) -> call.network()
                                .membership()
                                .tell(new MembershipActor.JoinRequested(call.header(), join, reply)))
                .thenApply(reply -> WireMembership.proto(withFrontier(reply, request)));
    }

    @Override
    public CompletionStage<LeaveNetworkReply> leaveNetwork(LeaveNetworkRequest request) {
        return this.<LeaveReply>answer(
                        request.getHeader(),
                        LeaveReply.Refused::new,
                        (call, reply) -> call.network()
                                .membership()
                                .tell(new MembershipActor.LeaveRequested(call.header(), reply)))
                .thenApply(WireMembership::proto);
    }

    @Override
    public CompletionStage<CoordinatorReply> coordinator(CoordinatorRequest request) {
        Coordinator coordinator = WireMembership.coordinator(request);
        return this.<p2pchat.membership.CoordinatorReply>answer(
                        request.getHeader(), p2pchat.membership.CoordinatorReply.Refused::new, (call, reply) -> {
                            call.network().heard(frame(call));
                            call.network()
                                    .membership()
                                    .tell(new MembershipActor.CoordinatorRequested(call.header(), coordinator, reply));
                        })
                .thenApply(WireMembership::proto);
    }

    @Override
    public CompletionStage<ElectionReply> election(ElectionRequest request) {
        return this.<ElectionAnswer>answer(request.getHeader(), ElectionAnswer.Refused::new, (call, reply) -> {
                    call.network().heard(frame(call));
                    call.network().election().tell(new ElectionActor.Challenged(call.header(), reply));
                })
                .thenApply(WireLiveness::proto);
    }

    @Override
    public CompletionStage<LivenessPingReply> livenessPing(LivenessPingRequest request) {
        return request.hasConfirm() ? confirm(request) : ping(request);
    }

    private CompletionStage<LivenessPingReply> ping(LivenessPingRequest request) {
        Ping ping = WireLiveness.ping(request);
        return this.<PingAnswer>answer(request.getHeader(), PingAnswer.Refused::new, (call, reply) -> {
                    call.network().liveness().tell(new LivenessActor.Pinged(call.header(), ping, reply));
                    if (request.getHeader().hasDigest()) {
                        Digest theirs = WireSync.digest(request.getHeader().getDigest());
                        call.header().node().ifPresent(node -> call.network().digestReceived(node, theirs));
                    }
                })
                .thenApply(WireLiveness::proto)
                .thenApply(reply -> request.hasDirect() ? withDigest(reply, request) : reply);
    }

    private JoinReply withFrontier(JoinReply reply, JoinNetworkRequest request) {
        return registry.network(Headers.network(request.getHeader()))
                .filter(network -> reply instanceof JoinReply.Joined)
                .<JoinReply>map(network -> ((JoinReply.Joined) reply)
                        .withFrontier(network.frontier().get()))
                .orElse(reply);
    }

    /** Passes a call to an actor of its network, or answers why it is refused. */
    private <R> CompletionStage<R> answer(
            p2pchat.proto.Header header,
            Function<Refusal, R> refused,
            BiConsumer<NetworkRegistry.Call, CompletableFuture<R>> command) {
        NetworkRegistry.Call call = registry.resolve(header);
        CompletableFuture<R> reply = deadline();
        call.refusal().ifPresentOrElse(why -> reply.complete(refused.apply(why)), () -> command.accept(call, reply));
        return reply;
    }

    /** Adds this node's digest. The answer to an indirect ping has none, because it comes from another member. */
    private LivenessPingReply withDigest(LivenessPingReply reply, LivenessPingRequest request) {
        LivenessPingReply.Builder builder = reply.toBuilder();
        if (reply.hasPong()) {
            registry.network(Headers.network(request.getHeader()))
                    .map(network -> WireSync.proto(network.digest().get()))
                    .ifPresent(builder.getPongBuilder()::setDigest);
        }
        return builder.build();
    }

    /** Answers the directory, which is no member: its header names network and target, and no sender. */
    private CompletionStage<LivenessPingReply> confirm(LivenessPingRequest request) {
        MemberId leader = Wire.memberId("confirm.leader", request.getConfirm().getLeader());
        Optional<NetworkRegistry.Network> network = registry.network(Headers.network(request.getHeader()));
        if (network.isEmpty()) {
            return CompletableFuture.completedFuture(WireLiveness.proto(new Liveness.Confirmed(false, 0)));
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

    private static <T> CompletableFuture<T> deadline() {
        return new CompletableFuture<T>().orTimeout(ACTOR_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
