package p2pchat.transport;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import p2pchat.crypto.ForgedException;
import p2pchat.election.ElectionAnswer;
import p2pchat.liveness.Liveness;
import p2pchat.liveness.Ping;
import p2pchat.liveness.PingAnswer;
import p2pchat.model.Bytes;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.proto.Alive;
import p2pchat.proto.Confirmed;
import p2pchat.proto.Direct;
import p2pchat.proto.ElectionReply;
import p2pchat.proto.IAm;
import p2pchat.proto.Indirect;
import p2pchat.proto.LeaderFresh;
import p2pchat.proto.LivenessPingReply;
import p2pchat.proto.LivenessPingRequest;
import p2pchat.proto.Pong;
import p2pchat.proto.Unreached;

/** Converts pings and elections to and from protobuf. */
final class WireLiveness {

    private WireLiveness() {}

    static LivenessPingRequest proto(Ping ping, p2pchat.proto.Header header) {
        LivenessPingRequest.Builder builder = LivenessPingRequest.newBuilder().setHeader(header);
        if (ping instanceof Ping.Direct direct) {
            Direct.Builder kind = Direct.newBuilder().setWantsView(direct.wantsView());
            direct.asker()
                    .ifPresent(asker -> kind.setAsker(Wire.bytes(asker.uid())).setNonce(WireKeys.bytes(asker.nonce())));
            builder.setDirect(kind).setNumber(direct.number()).setLastPong(direct.lastPong());
        } else if (ping instanceof Ping.Indirect indirect) {
            Indirect.Builder kind = Indirect.newBuilder().setTarget(Wire.proto(indirect.target()));
            indirect.asker().ifPresent(asker -> kind.setNonce(WireKeys.bytes(asker.nonce())));
            builder.setIndirect(kind);
        } else {
            throw new AssertionError("no form for " + ping);
        }
        return builder.build();
    }

    /** @param sender asks for a pong of another member if the ping is indirect */
    static Ping ping(LivenessPingRequest proto, Uid sender) {
        return switch (proto.getKindCase()) {
            case DIRECT ->
                new Ping.Direct(
                        proto.getNumber(),
                        proto.getLastPong(),
                        proto.getDirect().getWantsView(),
                        asker(proto.getDirect()));
            case INDIRECT ->
                new Ping.Indirect(
                        Wire.memberId("indirect.target", proto.getIndirect().getTarget()),
                        Optional.of(new Ping.Asker(
                                sender,
                                WireKeys.nonce(
                                        "indirect.nonce", proto.getIndirect().getNonce()))));
            case CONFIRM, KIND_NOT_SET -> throw new MalformedException("kind", "is not a ping");
        };
    }

    private static Optional<Ping.Asker> asker(Direct proto) {
        return proto.getAsker().isEmpty()
                ? Optional.empty()
                : Optional.of(new Ping.Asker(
                        Wire.uid("direct.asker", proto.getAsker()), WireKeys.nonce("direct.nonce", proto.getNonce())));
    }

    static LivenessPingReply proto(PingAnswer answer, MemberKeys keys) {
        LivenessPingReply.Builder builder = LivenessPingReply.newBuilder().addAllProofs(keys.proofs());
        if (answer instanceof PingAnswer.Pong pong) {
            Pong.Builder proto = Pong.newBuilder()
                    .setView(Wire.proto(pong.view()))
                    .setMember(pong.member())
                    .setLeading(pong.leading());
            pong.leader().flatMap(keys::proto).ifPresent(proto::setLeader);
            pong.shown().flatMap(keys::signed).ifPresent(proto::setShown);
            pong.signature().map(WireKeys::bytes).ifPresent(proto::setSignature);
            builder.setPong(proto);
        } else if (answer instanceof PingAnswer.Unreached) {
            builder.setUnreached(Unreached.getDefaultInstance());
        } else if (answer instanceof PingAnswer.Refused refused) {
            builder.setRefused(WireMembership.proto(refused.why()));
        } else {
            throw new AssertionError("no form for " + answer);
        }
        return builder.build();
    }

    static CompletionStage<PingAnswer> answer(LivenessPingReply proto, MemberKeys keys) {
        return switch (proto.getResultCase()) {
            case PONG -> {
                Pong pong = proto.getPong();
                ViewId id = Wire.viewId("pong.view", pong.getView());
                Optional<Leader> leader = keys.leader("pong.leader", pong.hasLeader(), pong.getLeader());
                CompletionStage<Optional<View>> shown = pong.hasShown()
                        ? keys.shownView("shown", pong.getShown())
                        : CompletableFuture.completedStage(Optional.empty());
                Optional<Bytes> signature = pong.getSignature().isEmpty()
                        ? Optional.empty()
                        : Optional.of(WireKeys.signature("pong.signature", pong.getSignature()));
                yield shown.thenApply(
                        view -> new PingAnswer.Pong(id, pong.getMember(), pong.getLeading(), leader, view, signature));
            }
            case UNREACHED -> CompletableFuture.completedStage(new PingAnswer.Unreached());
            case REFUSED ->
                CompletableFuture.completedStage(new PingAnswer.Refused(WireMembership.refusal(proto.getRefused())));
            case CONFIRMED, RESULT_NOT_SET -> throw new MalformedException("result", "is not the answer to a ping");
        };
    }

    static LivenessPingReply proto(Liveness.Confirmed confirmed) {
        return LivenessPingReply.newBuilder()
                .setConfirmed(
                        Confirmed.newBuilder().setLeading(confirmed.leading()).setHeard(confirmed.heard()))
                .build();
    }

    static ElectionReply proto(ElectionAnswer answer, MemberKeys keys) {
        ElectionReply.Builder builder = ElectionReply.newBuilder();
        if (answer instanceof ElectionAnswer.Alive alive) {
            builder.setAlive(Alive.newBuilder().setNoDirectory(alive.noDirectory()));
        } else if (answer instanceof ElectionAnswer.IAm leader) {
            builder.setIAm(IAm.newBuilder().setView(keys.proto(leader.view())));
        } else if (answer instanceof ElectionAnswer.LeaderFresh fresh) {
            builder.setLeaderFresh(LeaderFresh.newBuilder().setView(Wire.proto(fresh.view())));
        } else if (answer instanceof ElectionAnswer.Refused refused) {
            builder.setRefused(WireMembership.proto(refused.why()));
        } else {
            throw new AssertionError("no form for " + answer);
        }
        return builder.build();
    }

    /** @param from the member that answers */
    static CompletionStage<ElectionAnswer> answer(ElectionReply proto, MemberId from, MemberKeys keys) {
        return switch (proto.getResultCase()) {
            case ALIVE ->
                CompletableFuture.completedStage(
                        new ElectionAnswer.Alive(from, proto.getAlive().getNoDirectory()));
            case I_AM ->
                keys.view("i_am.view", proto.getIAm().getView())
                        .thenCompose(view -> view.leaderMember().id().equals(from)
                                ? CompletableFuture.completedStage(new ElectionAnswer.IAm(view))
                                : CompletableFuture.failedStage(
                                        new ForgedException("another member leads the view of " + from)));
            case LEADER_FRESH ->
                CompletableFuture.completedStage(new ElectionAnswer.LeaderFresh(
                        Wire.viewId("leader_fresh.view", proto.getLeaderFresh().getView())));
            case REFUSED ->
                CompletableFuture.completedStage(
                        new ElectionAnswer.Refused(WireMembership.refusal(proto.getRefused())));
            case RESULT_NOT_SET -> throw new MalformedException("result", "is not set");
        };
    }
}
