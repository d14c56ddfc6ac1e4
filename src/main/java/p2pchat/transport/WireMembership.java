package p2pchat.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.membership.Coordinator;
import p2pchat.membership.CoordinatorReply;
import p2pchat.membership.JoinReply;
import p2pchat.membership.JoinRequest;
import p2pchat.membership.LeaveReply;
import p2pchat.membership.ViewReason;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.Member;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Refusal;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.proto.CoordinatorRequest;
import p2pchat.proto.FrontierHead;
import p2pchat.proto.Handed;
import p2pchat.proto.Installed;
import p2pchat.proto.JoinNetworkReply;
import p2pchat.proto.JoinNetworkRequest;
import p2pchat.proto.Joined;
import p2pchat.proto.LeaveNetworkReply;
import p2pchat.proto.Left;
import p2pchat.proto.NickTaken;
import p2pchat.proto.NotLeader;
import p2pchat.proto.Refused;
import p2pchat.proto.RetryLater;
import p2pchat.proto.Stale;

/** Converts views, joining, leaving and handover to and from protobuf. Pure. */
final class WireMembership {

    private WireMembership() {}

    static p2pchat.proto.View proto(View view) {
        p2pchat.proto.View.Builder builder = p2pchat.proto.View.newBuilder()
                .setId(Wire.proto(view.id()))
                .setLeader(view.leader().value());
        view.members().forEach(member -> builder.addMembers(proto(member)));
        return builder.build();
    }

    static View view(String name, p2pchat.proto.View proto) {
        Wire.atMost(name + ".members", proto.getMembersCount(), View.MAX_MEMBERS);
        List<Member> members = new ArrayList<>(proto.getMembersCount());
        proto.getMembersList().forEach(member -> members.add(member(name + ".members", member)));
        ViewId id = Wire.viewId(name + ".id", proto.getId());
        NodeId leader = Wire.field(name + ".leader", () -> new NodeId(proto.getLeader()));
        return Wire.field(name, () -> new View(id, leader, members));
    }

    private static p2pchat.proto.Member proto(Member member) {
        return p2pchat.proto.Member.newBuilder()
                .setId(Wire.proto(member.id()))
                .setAddress(Wire.proto(member.address()))
                .setNick(member.nick().value())
                .setJoinedAt(Wire.proto(member.joinedAt()))
                .setVisiting(member.visiting())
                .build();
    }

    private static Member member(String name, p2pchat.proto.Member proto) {
        return new Member(
                Wire.memberId(name + ".id", proto.getId()),
                Wire.address(name + ".address", proto.getAddress()),
                nick(name + ".nick", proto.getNick()),
                Wire.viewId(name + ".joined_at", proto.getJoinedAt()),
                proto.getVisiting());
    }

    // ---- joining

    static JoinNetworkRequest proto(JoinRequest request, p2pchat.proto.Header header) {
        return JoinNetworkRequest.newBuilder()
                .setHeader(header)
                .setNick(request.nick().value())
                .setAddress(Wire.proto(request.address()))
                .setVisiting(request.visiting())
                .build();
    }

    static JoinRequest joinRequest(JoinNetworkRequest proto) {
        return new JoinRequest(
                nick("nick", proto.getNick()), Wire.address("address", proto.getAddress()), proto.getVisiting());
    }

    static JoinNetworkReply proto(JoinReply reply) {
        JoinNetworkReply.Builder builder = JoinNetworkReply.newBuilder();
        if (reply instanceof JoinReply.Joined joined) {
            builder.setOk(Joined.newBuilder()
                    .setId(Wire.proto(joined.id()))
                    .setView(proto(joined.view()))
                    .addAllFrontier(joined.frontier().stream()
                            .map(WireMembership::proto)
                            .toList()));
        } else if (reply instanceof JoinReply.NotLeader notLeader) {
            NotLeader.Builder not = NotLeader.newBuilder().setView(Wire.proto(notLeader.view()));
            notLeader.hint().ifPresent(hint -> not.setHint(Wire.proto(hint)));
            builder.setNotLeader(not);
        } else if (reply instanceof JoinReply.NickTaken taken) {
            builder.setNickTaken(NickTaken.newBuilder().setFree(taken.free().value()));
        } else if (reply instanceof JoinReply.RetryLater retry) {
            builder.setRetry(RetryLater.newBuilder().setReason(Wire.reason(retry.reason())));
        } else if (reply instanceof JoinReply.Refused refused) {
            builder.setRefused(proto(refused.why()));
        } else {
            throw new AssertionError("no form for " + reply);
        }
        return builder.build();
    }

    static JoinReply joinReply(JoinNetworkReply proto) {
        return switch (proto.getResultCase()) {
            case OK ->
                new JoinReply.Joined(
                        Wire.memberId("ok.id", proto.getOk().getId()),
                        view("ok.view", proto.getOk().getView()),
                        frontier(proto.getOk().getFrontierList()));
            case NOT_LEADER ->
                new JoinReply.NotLeader(
                        Wire.leader(
                                "hint",
                                proto.getNotLeader().hasHint(),
                                proto.getNotLeader().getHint()),
                        Wire.viewId("not_leader.view", proto.getNotLeader().getView()));
            case NICK_TAKEN -> new JoinReply.NickTaken(nick("nick_taken.free", proto.getNickTaken().getFree()));
            case RETRY -> new JoinReply.RetryLater(Wire.reason(proto.getRetry().getReason()));
            case REFUSED -> new JoinReply.Refused(refusal(proto.getRefused()));
            case RESULT_NOT_SET -> throw new MalformedException("result", "is not set");
        };
    }

    private static FrontierHead proto(HistoryPlace place) {
        return FrontierHead.newBuilder()
                .setKey(WireChat.proto(place.key()))
                .setLamport(place.lamport())
                .build();
    }

    private static List<HistoryPlace> frontier(List<FrontierHead> protos) {
        Wire.atMost("ok.frontier", protos.size(), ChatMessage.MAX_HEADS);
        return protos.stream()
                .map(head -> {
                    if (head.getLamport() < 1 || head.getLamport() > ChatMessage.MAX_LAMPORT) {
                        throw new MalformedException("ok.frontier.lamport", "is not 1 to 2^53");
                    }
                    return new HistoryPlace(head.getLamport(), WireChat.key("ok.frontier.key", head.getKey()));
                })
                .toList();
    }

    // ---- leaving

    static LeaveNetworkReply proto(LeaveReply reply) {
        LeaveNetworkReply.Builder builder = LeaveNetworkReply.newBuilder();
        if (reply instanceof LeaveReply.Left) {
            builder.setOk(Left.getDefaultInstance());
        } else if (reply instanceof LeaveReply.NotLeader) {
            builder.setNotLeader(NotLeader.getDefaultInstance());
        } else if (reply instanceof LeaveReply.Refused refused) {
            builder.setRefused(proto(refused.why()));
        } else {
            throw new AssertionError("no form for " + reply);
        }
        return builder.build();
    }

    static LeaveReply leaveReply(LeaveNetworkReply proto) {
        return switch (proto.getResultCase()) {
            case OK -> new LeaveReply.Left();
            case NOT_LEADER -> new LeaveReply.NotLeader();
            case REFUSED -> new LeaveReply.Refused(refusal(proto.getRefused()));
            case RESULT_NOT_SET -> throw new MalformedException("result", "is not set");
        };
    }

    // ---- views

    static CoordinatorRequest proto(Coordinator coordinator, p2pchat.proto.Header header) {
        CoordinatorRequest.Builder builder = CoordinatorRequest.newBuilder()
                .setHeader(header)
                .setView(proto(coordinator.view()))
                .setReason(proto(coordinator.reason()));
        coordinator
                .grant()
                .ifPresent(grant -> builder.setGrant(
                        Handed.newBuilder().setEpoch(grant.epoch()).setBlock(Wire.proto(grant.block()))));
        return builder.build();
    }

    static Coordinator coordinator(CoordinatorRequest proto) {
        Optional<Coordinator.Handed> grant = proto.hasGrant()
                ? Optional.of(new Coordinator.Handed(
                        proto.getGrant().getEpoch(),
                        Wire.block("grant.block", proto.getGrant().getBlock())))
                : Optional.empty();
        return new Coordinator(view("view", proto.getView()), grant, reason(proto.getReason()));
    }

    private static CoordinatorRequest.Reason proto(ViewReason reason) {
        return reason == ViewReason.UNKNOWN
                ? CoordinatorRequest.Reason.REASON_UNSPECIFIED
                : CoordinatorRequest.Reason.valueOf(reason.name());
    }

    private static ViewReason reason(CoordinatorRequest.Reason proto) {
        return switch (proto) {
            case REASON_UNSPECIFIED, UNRECOGNIZED -> ViewReason.UNKNOWN; // a newer program's reason
            default -> ViewReason.valueOf(proto.name());
        };
    }

    static p2pchat.proto.CoordinatorReply proto(CoordinatorReply reply) {
        p2pchat.proto.CoordinatorReply.Builder builder = p2pchat.proto.CoordinatorReply.newBuilder();
        if (reply instanceof CoordinatorReply.Installed installed) {
            builder.setOk(Installed.newBuilder().setView(Wire.proto(installed.view())));
        } else if (reply instanceof CoordinatorReply.Stale stale) {
            Stale.Builder not = Stale.newBuilder().setView(Wire.proto(stale.view()));
            stale.leader().ifPresent(leader -> not.setLeader(Wire.proto(leader)));
            builder.setStale(not);
        } else if (reply instanceof CoordinatorReply.Refused refused) {
            builder.setRefused(proto(refused.why()));
        } else {
            throw new AssertionError("no form for " + reply);
        }
        return builder.build();
    }

    static CoordinatorReply coordinatorReply(p2pchat.proto.CoordinatorReply proto) {
        return switch (proto.getResultCase()) {
            case OK ->
                new CoordinatorReply.Installed(
                        Wire.viewId("ok.view", proto.getOk().getView()));
            case STALE ->
                new CoordinatorReply.Stale(
                        Wire.viewId("stale.view", proto.getStale().getView()),
                        Wire.leader(
                                "stale.leader",
                                proto.getStale().hasLeader(),
                                proto.getStale().getLeader()));
            case REFUSED -> new CoordinatorReply.Refused(refusal(proto.getRefused()));
            case RESULT_NOT_SET -> throw new MalformedException("result", "is not set");
        };
    }

    // ---- refusals

    static Refused proto(Refusal refusal) {
        return Refused.newBuilder()
                .setReason(Refused.Reason.valueOf(refusal.reason().name()))
                .setDetail(Wire.reason(refusal.detail()))
                .build();
    }

    static Refusal refusal(Refused proto) {
        Refusal.Reason reason = switch (proto.getReason()) {
            case REASON_UNSPECIFIED, UNRECOGNIZED -> Refusal.Reason.NOT_ALLOWED; // a newer program's reason
            default -> Refusal.Reason.valueOf(proto.getReason().name());
        };
        return new Refusal(reason, Wire.reason(proto.getDetail()));
    }

    private static Nick nick(String name, String text) {
        return Wire.field(name, () -> new Nick(text));
    }
}
