package p2pchat.transport;

import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.grpc.GrpcServiceException;
import org.apache.pekko.stream.javadsl.Source;
import p2pchat.crypto.ForgedException;
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
import p2pchat.model.Card;
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
import p2pchat.proto.Refused;
import p2pchat.proto.RosterReply;
import p2pchat.proto.RosterRequest;
import p2pchat.proto.SyncReply;
import p2pchat.proto.SyncRequest;
import p2pchat.roster.Application;
import p2pchat.roster.RosterActor;

/** Serves this node's peers: translates each call into a typed command of the actor that answers it. */
public final class PeerService implements Peer {

    private static final Duration ACTOR_DEADLINE = Duration.ofSeconds(5);

    private final NetworkRegistry registry;
    private final Caller caller;

    /** Creates the service for one caller. */
    public PeerService(NetworkRegistry registry, Caller caller) {
        this.registry = registry;
        this.caller = caller;
    }

    @Override
    public CompletionStage<JoinNetworkReply> joinNetwork(JoinNetworkRequest request) {
        Card card = WireKeys.card("card", request.getCard());
        NetworkRegistry.Call call = registry.resolve(caller, request.getHeader());
        return answer(
                CompletableFuture.completedStage(call.refusal()), // the leader checks the node id
                why -> JoinNetworkReply.newBuilder().setRefused(why).build(),
                () -> call.keys()
                        .offer(call.header().uid(), card)
                        .thenCompose(offered -> apply(request, card, call))
                        .thenCompose(answer -> denial(answer)
                                .map(denied ->
                                        CompletableFuture.completedStage(WireMembership.proto(denied, call.keys())))
                                .orElseGet(() -> join(request, card, answer, call))));
    }

    /** Completes with what the statements of the network say about the caller. */
    private static CompletionStage<Application.Answer> apply(
            JoinNetworkRequest request, Card card, NetworkRegistry.Call call) {
        Application application = WireRoster.application(request, call.header().uid(), card);
        CompletableFuture<Application.Answer> answer = deadline();
        call.network().roster().tell(new RosterActor.Apply(application, answer));
        return answer;
    }

    private static Optional<JoinReply> denial(Application.Answer answer) {
        return switch (answer) {
            case ADMITTED, RETRY -> Optional.empty(); // only a leader admits; membership names it
            case PENDING -> Optional.of(new JoinReply.Waiting());
            case NOT_INVITED -> refused(Refusal.Reason.NOT_INVITED, "it admits only with an invitation");
            case DENIED -> refused(Refusal.Reason.NOT_INVITED, "an owner or admin did not let you in");
            case INVITATION_INVALID ->
                refused(Refusal.Reason.NOT_INVITED, "the invitation is not known, used up, expired or ended");
            case LOCKED -> refused(Refusal.Reason.NOT_INVITED, "it is locked, and admits no new people");
            case REMOVED -> Optional.of(new JoinReply.Refused(Refusal.removed()));
        };
    }

    private static Optional<JoinReply> refused(Refusal.Reason reason, String detail) {
        return Optional.of(new JoinReply.Refused(new Refusal(reason, detail)));
    }

    private static CompletionStage<JoinNetworkReply> join(
            JoinNetworkRequest request, Card card, Application.Answer admission, NetworkRegistry.Call call) {
        JoinRequest admitted = new JoinRequest(card.nick(), card.address(), request.getVisiting());
        JoinRequest join = admission == Application.Answer.RETRY ? admitted.undecided() : admitted;
        CompletableFuture<JoinReply> reply = deadline();
        call.network().membership().tell(new MembershipActor.JoinRequested(call.header(), join, reply));
        return reply.thenApply(PeerService::afterAdmission)
                .thenApply(answer -> WireMembership.proto(withFrontier(answer, call.network()), call.keys()));
    }

    /**
     * Lets a caller that membership takes for removed ask again. The roster has just admitted it, and membership does not
     * know that yet. If it was removed since, the roster answers the next time.
     */
    private static JoinReply afterAdmission(JoinReply reply) {
        return reply.equals(new JoinReply.Refused(Refusal.removed()))
                ? new JoinReply.RetryLater("the admission is not known to all of the leader yet")
                : reply;
    }

    private static JoinReply withFrontier(JoinReply reply, NetworkRegistry.Network network) {
        return reply instanceof JoinReply.Joined joined
                ? joined.withFrontier(network.frontier().get())
                : reply;
    }

    @Override
    public CompletionStage<LeaveNetworkReply> leaveNetwork(LeaveNetworkRequest request) {
        NetworkRegistry.Call call = registry.resolve(caller, request.getHeader());
        return answer(
                call.senderRefusal(),
                why -> LeaveNetworkReply.newBuilder().setRefused(why).build(),
                () -> {
                    CompletableFuture<LeaveReply> reply = deadline();
                    call.network().membership().tell(new MembershipActor.LeaveRequested(call.header(), reply));
                    return reply.thenApply(WireMembership::proto);
                });
    }

    @Override
    public CompletionStage<CoordinatorReply> coordinator(CoordinatorRequest request) {
        NetworkRegistry.Call call = registry.resolve(caller, request.getHeader());
        Function<Refused, CoordinatorReply> refused =
                why -> CoordinatorReply.newBuilder().setRefused(why).build();
        return answer(
                CompletableFuture.completedStage(call.removal()),
                refused,
                () -> WireMembership.coordinator(request, call.keys()) // it may bring the caller's card
                        .thenCompose(coordinator -> answer(call.senderRefusal(), refused, () -> {
                            call.network().heard(frame(call));
                            return coordinate(coordinator, call);
                        })));
    }

    private static CompletionStage<CoordinatorReply> coordinate(Coordinator coordinator, NetworkRegistry.Call call) {
        CompletableFuture<p2pchat.membership.CoordinatorReply> reply = deadline();
        call.network().membership().tell(new MembershipActor.CoordinatorRequested(call.header(), coordinator, reply));
        return reply.thenApply(answer -> WireMembership.proto(answer, call.keys()));
    }

    @Override
    public CompletionStage<ElectionReply> election(ElectionRequest request) {
        NetworkRegistry.Call call = registry.resolve(caller, request.getHeader());
        return answer(
                call.speakerRefusal(),
                why -> ElectionReply.newBuilder().setRefused(why).build(),
                () -> {
                    call.network().heard(frame(call));
                    CompletableFuture<ElectionAnswer> reply = deadline();
                    call.network().election().tell(new ElectionActor.Challenged(call.header(), reply));
                    return reply.thenApply(answer -> WireLiveness.proto(answer, call.keys()));
                });
    }

    @Override
    public CompletionStage<LivenessPingReply> livenessPing(LivenessPingRequest request) {
        return request.hasConfirm() ? confirm(request) : ping(request);
    }

    private CompletionStage<LivenessPingReply> ping(LivenessPingRequest request) {
        NetworkRegistry.Call call = registry.resolve(caller, request.getHeader());
        Ping ping = WireLiveness.ping(request, call.header().uid());
        return answer(
                call.senderRefusal(),
                why -> LivenessPingReply.newBuilder().setRefused(why).build(),
                () -> {
                    CompletableFuture<PingAnswer> reply = deadline();
                    CompletionStage<Void> asked = call.keys()
                            .learn(request.getProofsList())
                            .thenRun(() -> call.network()
                                    .liveness()
                                    .tell(new LivenessActor.Pinged(call.header(), ping, reply)));
                    if (request.getHeader().hasDigest()) {
                        Digest theirs = WireSync.digest(request.getHeader().getDigest());
                        call.header().node().ifPresent(node -> call.network().digestReceived(node, theirs));
                    }
                    return asked.thenCompose(sent -> reply)
                            .thenApply(answer -> WireLiveness.proto(answer, call.keys()))
                            .thenApply(answer -> signed(answer, ping, call.keys()))
                            .thenApply(answer -> request.hasDirect() ? withDigest(answer, call.network()) : answer);
                });
    }

    /** Signs this node's pong for the member that asked another one to ping it. */
    private static LivenessPingReply signed(LivenessPingReply reply, Ping ping, MemberKeys keys) {
        return ping instanceof Ping.Direct direct && direct.asker().isPresent() && reply.hasPong()
                ? reply.toBuilder()
                        .setPong(keys.sign(reply.getPong(), direct.asker().get()))
                        .build()
                : reply;
    }

    /** Adds this node's digest. The answer to an indirect ping has none, because it comes from another member. */
    private static LivenessPingReply withDigest(LivenessPingReply reply, NetworkRegistry.Network network) {
        LivenessPingReply.Builder builder = reply.toBuilder();
        if (reply.hasPong()) {
            builder.getPongBuilder().setDigest(WireSync.proto(network.digest().get()));
        }
        return builder.build();
    }

    /** Answers a directory, which is not a member. Its header names the network and the target, but no sender. */
    private CompletionStage<LivenessPingReply> confirm(LivenessPingRequest request) {
        MemberId leader = Wire.memberId("confirm.leader", request.getConfirm().getLeader());
        Optional<NetworkRegistry.Network> network = registry.network(Headers.network(request.getHeader()));
        if (network.isEmpty()) {
            return CompletableFuture.completedFuture(WireLiveness.proto(new Liveness.Confirmed(false, 0)));
        }
        return network.get().keys().isDirectory(caller.device()).thenCompose(accepted -> {
            if (!accepted) {
                throw new GrpcServiceException(
                        Status.PERMISSION_DENIED.withDescription("the caller is no directory of this network"));
            }
            CompletableFuture<Liveness.Confirmed> answer = deadline();
            network.get()
                    .liveness()
                    .tell(new LivenessActor.ConfirmRequested(
                            leader, request.getConfirm().getEpoch(), answer));
            return answer.thenApply(WireLiveness::proto);
        });
    }

    @Override
    public CompletionStage<RosterReply> roster(RosterRequest request) {
        return new RosterServer(registry, caller).roster(request);
    }

    @Override
    public Source<ExchangeReply, NotUsed> exchange(Source<ExchangeRequest, NotUsed> frames) {
        return new ExchangeServer(registry, caller).exchange(frames);
    }

    @Override
    public CompletionStage<MessageReply> message(MessageRequest request) {
        return new UnaryMessageServer(registry, caller).message(request);
    }

    @Override
    public Source<SyncReply, NotUsed> sync(SyncRequest request) {
        return new SyncServer(registry, caller).sync(request);
    }

    /** Answers a call, or refuses it at once for the given reason, or later if something in it is forged. */
    private static <P> CompletionStage<P> answer(
            CompletionStage<Optional<Refusal>> refusal,
            Function<Refused, P> refused,
            Supplier<CompletionStage<P>> answer) {
        return refusal.thenCompose(why -> why.isPresent()
                        ? CompletableFuture.completedStage(refused.apply(WireMembership.proto(why.get())))
                        : answer.get())
                .exceptionally(cause -> {
                    if (FailureText.root(cause) instanceof ForgedException forged) {
                        return refused.apply(WireMembership.proto(
                                new Refusal(Refusal.Reason.NOT_ALLOWED, String.valueOf(forged.getMessage()))));
                    }
                    throw new CompletionException(cause);
                });
    }

    private static HeardFrom frame(NetworkRegistry.Call call) {
        return new HeardFrom(call.header().uid(), Optional.of(call.header().view()), false);
    }

    private static <T> CompletableFuture<T> deadline() {
        return new CompletableFuture<T>().orTimeout(ACTOR_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
