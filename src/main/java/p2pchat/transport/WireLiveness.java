package p2pchat.transport;

import java.util.Optional;
import p2pchat.election.ElectionAnswer;
import p2pchat.liveness.Liveness;
import p2pchat.liveness.Ping;
import p2pchat.liveness.PingAnswer;
import p2pchat.model.View;
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

/** Converts pings and elections to and from protobuf. Pure. */
final class WireLiveness {

    private WireLiveness() {}

    static LivenessPingRequest proto(Ping ping, p2pchat.proto.Header header) {
        LivenessPingRequest.Builder builder = LivenessPingRequest.newBuilder().setHeader(header);
        if (ping instanceof Ping.Direct direct) {
            builder.setDirect(Direct.getDefaultInstance())
                    .setNumber(direct.number())
                    .setLastPong(direct.lastPong());
        } else if (ping instanceof Ping.Indirect indirect) {
            builder.setIndirect(Indirect.newBuilder().setTarget(Wire.proto(indirect.target())));
        } else {
            throw new AssertionError("no form for " + ping);
        }
        return builder.build();
    }

    static Ping ping(LivenessPingRequest proto) {
        return switch (proto.getKindCase()) {
            case DIRECT -> new Ping.Direct(proto.getNumber(), proto.getLastPong());
            case INDIRECT ->
                new Ping.Indirect(
                        Wire.memberId("indirect.target", proto.getIndirect().getTarget()));
            case CONFIRM, KIND_NOT_SET -> throw new MalformedException("kind", "is not a ping");
        };
    }

    static LivenessPingReply proto(PingAnswer answer) {
        LivenessPingReply.Builder builder = LivenessPingReply.newBuilder();
        if (answer instanceof PingAnswer.Pong pong) {
            Pong.Builder proto = Pong.newBuilder()
                    .setView(Wire.proto(pong.view()))
                    .setMember(pong.member())
                    .setLeading(pong.leading());
            pong.leader().ifPresent(leader -> proto.setLeader(Wire.proto(leader)));
            pong.newer().ifPresent(view -> proto.setNewer(WireMembership.proto(view)));
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

    static PingAnswer answer(LivenessPingReply proto) {
        return switch (proto.getResultCase()) {
            case PONG -> {
                Pong pong = proto.getPong();
                Optional<View> newer =
                        pong.hasNewer() ? Optional.of(WireMembership.view("newer", pong.getNewer())) : Optional.empty();
                yield new PingAnswer.Pong(
                        Wire.viewId("pong.view", pong.getView()),
                        pong.getMember(),
                        pong.getLeading(),
                        Wire.leader("pong.leader", pong.hasLeader(), pong.getLeader()),
                        newer);
            }
            case UNREACHED -> new PingAnswer.Unreached();
            case REFUSED -> new PingAnswer.Refused(WireMembership.refusal(proto.getRefused()));
            case CONFIRMED, RESULT_NOT_SET -> throw new MalformedException("result", "is not the answer to a ping");
        };
    }

    static LivenessPingReply proto(Liveness.Confirmed confirmed) {
        return LivenessPingReply.newBuilder()
                .setConfirmed(
                        Confirmed.newBuilder().setLeading(confirmed.leading()).setHeard(confirmed.heard()))
                .build();
    }

    static ElectionReply proto(ElectionAnswer answer) {
        ElectionReply.Builder builder = ElectionReply.newBuilder();
        if (answer instanceof ElectionAnswer.Alive alive) {
            builder.setAlive(Alive.newBuilder().setId(Wire.proto(alive.id())).setNoDirectory(alive.noDirectory()));
        } else if (answer instanceof ElectionAnswer.IAm leader) {
            builder.setIAm(IAm.newBuilder().setView(WireMembership.proto(leader.view())));
        } else if (answer instanceof ElectionAnswer.LeaderFresh fresh) {
            builder.setLeaderFresh(LeaderFresh.newBuilder().setView(Wire.proto(fresh.view())));
        } else if (answer instanceof ElectionAnswer.Refused refused) {
            builder.setRefused(WireMembership.proto(refused.why()));
        } else {
            throw new AssertionError("no form for " + answer);
        }
        return builder.build();
    }

    static ElectionAnswer answer(ElectionReply proto) {
        return switch (proto.getResultCase()) {
            case ALIVE ->
                new ElectionAnswer.Alive(
                        Wire.memberId("alive.id", proto.getAlive().getId()),
                        proto.getAlive().getNoDirectory());
            case I_AM ->
                new ElectionAnswer.IAm(
                        WireMembership.view("i_am.view", proto.getIAm().getView()));
            case LEADER_FRESH ->
                new ElectionAnswer.LeaderFresh(
                        Wire.viewId("leader_fresh.view", proto.getLeaderFresh().getView()));
            case REFUSED -> new ElectionAnswer.Refused(WireMembership.refusal(proto.getRefused()));
            case RESULT_NOT_SET -> throw new MalformedException("result", "is not set");
        };
    }
}
