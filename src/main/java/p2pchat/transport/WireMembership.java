package p2pchat.transport;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import p2pchat.membership.Coordinator;
import p2pchat.membership.CoordinatorReply;
import p2pchat.membership.JoinReply;
import p2pchat.membership.JoinRequest;
import p2pchat.membership.LeaveReply;
import p2pchat.membership.ViewReason;
import p2pchat.model.Card;
import p2pchat.model.ChatMessage;
import p2pchat.model.Grant;
import p2pchat.model.Head;
import p2pchat.model.Header;
import p2pchat.model.IdBlock;
import p2pchat.model.JoinProof;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Refusal;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.proto.CoordinatorRequest;
import p2pchat.proto.FrontierHead;
import p2pchat.proto.Handed;
import p2pchat.proto.Installed;
import p2pchat.proto.Invitation;
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
import p2pchat.proto.Waiting;

/** Converts views, joining, leaving and handover to and from protobuf. */
final class WireMembership {

    private WireMembership() {}

    static p2pchat.proto.View proto(SignedView signed) {
        View view = signed.view();
        p2pchat.proto.View.Builder builder = p2pchat.proto.View.newBuilder()
                .setId(Wire.proto(view.id()))
                .setLeader(view.leader().value())
                .setGrant(WireKeys.proto(signed.grant()))
                .setSignature(WireKeys.bytes(signed.signature()));
        view.members()
                .forEach(member -> builder.addMembers(p2pchat.proto.Member.newBuilder()
                        .setNodeId(member.node().value())
                        .setCard(WireKeys.proto(
                                Objects.requireNonNull(signed.cards().get(member.uid()))))
                        .setJoinedAt(Wire.proto(member.joinedAt()))
                        .setVisiting(member.visiting())));
        return builder.build();
    }

    /** Reads a view, whose signatures are not checked yet. */
    static SignedView view(String name, p2pchat.proto.View proto, NetworkId network) {
        Wire.atMost(name + ".members", proto.getMembersCount(), View.MAX_MEMBERS);
        List<Member> members = new ArrayList<>(proto.getMembersCount());
        Map<Uid, Card> cards = new HashMap<>();
        for (p2pchat.proto.Member member : proto.getMembersList()) {
            Card card = WireKeys.card(name + ".members.card", member.getCard());
            Uid uid = card.proof().uid(network);
            cards.put(uid, card);
            members.add(new Member(
                    new MemberId(Wire.node(name + ".members.node_id", member.getNodeId()), uid),
                    card.address(),
                    card.nick(),
                    Wire.viewId(name + ".members.joined_at", member.getJoinedAt()),
                    member.getVisiting()));
        }
        if (cards.size() < members.size()) {
            throw new MalformedException(name + ".members", "has a member twice");
        }
        ViewId id = Wire.viewId(name + ".id", proto.getId());
        NodeId leader = Wire.node(name + ".leader", proto.getLeader());
        return new SignedView(
                Wire.field(name, () -> new View(id, leader, members)),
                cards,
                WireKeys.grant(name + ".grant", proto.getGrant()),
                WireKeys.signature(name + ".signature", proto.getSignature()));
    }

    // ---- joining

    static JoinNetworkRequest proto(JoinRequest request, Header header, MemberKeys keys) {
        JoinNetworkRequest.Builder builder = JoinNetworkRequest.newBuilder()
                .setHeader(keys.header(header))
                .setCard(WireKeys.proto(keys.ownCard(request.nick(), request.address())))
                .setVisiting(request.visiting());
        request.invited()
                .map(JoinProof::basis)
                .ifPresent(basis -> builder.setInvitation(Invitation.newBuilder()
                        .setId(WireKeys.bytes(basis.invitation().bytes()))
                        .setProof(WireKeys.bytes(basis.proof()))));
        return builder.build();
    }

    static JoinNetworkReply proto(JoinReply reply, MemberKeys keys) {
        JoinNetworkReply.Builder builder = JoinNetworkReply.newBuilder();
        if (reply instanceof JoinReply.Joined joined) {
            builder.setOk(Joined.newBuilder()
                    .setNodeId(joined.id().node().value())
                    .setView(keys.proto(joined.view()))
                    .addAllFrontier(joined.frontier().stream()
                            .map(WireMembership::proto)
                            .toList())
                    .setRoster(WireRoster.frontier(keys.authority())));
        } else if (reply instanceof JoinReply.NotLeader notLeader) {
            NotLeader.Builder not = NotLeader.newBuilder().setView(Wire.proto(notLeader.view()));
            notLeader.hint().flatMap(keys::proto).ifPresent(not::setHint);
            builder.setNotLeader(not);
        } else if (reply instanceof JoinReply.NickTaken taken) {
            builder.setNickTaken(NickTaken.newBuilder().setFree(taken.free().value()));
        } else if (reply instanceof JoinReply.Waiting) {
            builder.setWaiting(Waiting.getDefaultInstance());
        } else if (reply instanceof JoinReply.RetryLater retry) {
            builder.setRetry(RetryLater.newBuilder().setReason(Wire.reason(retry.reason())));
        } else if (reply instanceof JoinReply.Refused refused) {
            builder.setRefused(proto(refused.why()));
        } else {
            throw new AssertionError("no form for " + reply);
        }
        return builder.build();
    }

    static CompletionStage<JoinReply> joinReply(JoinNetworkReply proto, MemberKeys keys) {
        return switch (proto.getResultCase()) {
            case OK -> {
                List<Head> frontier = frontier(proto.getOk().getFrontierList());
                NodeId node = Wire.node("ok.node_id", proto.getOk().getNodeId());
                yield keys.view("ok.view", proto.getOk().getView()).thenApply(view -> joined(view, node, frontier));
            }
            case NOT_LEADER ->
                now(new JoinReply.NotLeader(
                        keys.leader(
                                "hint",
                                proto.getNotLeader().hasHint(),
                                proto.getNotLeader().getHint()),
                        Wire.viewId("not_leader.view", proto.getNotLeader().getView())));
            case NICK_TAKEN ->
                now(new JoinReply.NickTaken(
                        nick("nick_taken.free", proto.getNickTaken().getFree())));
            case WAITING -> now(new JoinReply.Waiting());
            case RETRY ->
                now(new JoinReply.RetryLater(Wire.reason(proto.getRetry().getReason())));
            case REFUSED -> now(new JoinReply.Refused(refusal(proto.getRefused())));
            case RESULT_NOT_SET -> throw new MalformedException("result", "is not set");
        };
    }

    private static JoinReply joined(View view, NodeId node, List<Head> frontier) {
        Member self = view.member(node).orElseThrow(() -> new MalformedException("ok.node_id", "is not in the view"));
        return new JoinReply.Joined(self.id(), view, frontier);
    }

    private static <T> CompletionStage<T> now(T value) {
        return CompletableFuture.completedStage(value);
    }

    private static FrontierHead proto(Head head) {
        return FrontierHead.newBuilder()
                .setKey(WireChat.proto(head.ref()))
                .setLamport(head.lamport())
                .build();
    }

    private static List<Head> frontier(List<FrontierHead> protos) {
        Wire.atMost("ok.frontier", protos.size(), ChatMessage.MAX_HEADS);
        return protos.stream()
                .map(head -> {
                    if (head.getLamport() < 1 || head.getLamport() > ChatMessage.MAX_LAMPORT) {
                        throw new MalformedException("ok.frontier.lamport", "is not 1 to 2^53");
                    }
                    return new Head(WireChat.ref("ok.frontier.key", head.getKey()), head.getLamport());
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

    /** @param to the successor, if a grant is handed over */
    static CoordinatorRequest proto(Coordinator coordinator, Header header, Uid to, MemberKeys keys) {
        CoordinatorRequest.Builder builder = CoordinatorRequest.newBuilder()
                .setHeader(keys.header(header))
                .setView(keys.proto(coordinator.view()))
                .setReason(proto(coordinator.reason()));
        coordinator
                .grant()
                .ifPresent(handed -> builder.setGrant(Handed.newBuilder()
                        .setGrant(WireKeys.proto(keys.grant(handed.epoch(), to)))
                        .setBlock(Wire.proto(handed.block()))));
        return builder.build();
    }

    static CompletionStage<Coordinator> coordinator(CoordinatorRequest proto, MemberKeys keys) {
        ViewReason reason = reason(proto.getReason());
        if (!proto.hasGrant()) {
            return keys.view("view", proto.getView())
                    .thenApply(view -> new Coordinator(view, Optional.empty(), reason));
        }
        Grant grant = WireKeys.grant("grant.grant", proto.getGrant().getGrant());
        IdBlock block = Wire.block("grant.block", proto.getGrant().getBlock());
        Coordinator.Handed handed = new Coordinator.Handed(grant.epoch(), block);
        return keys.takeOver(grant)
                .thenCompose(taken -> keys.view("view", proto.getView()))
                .thenApply(view -> new Coordinator(view, Optional.of(handed), reason));
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

    static p2pchat.proto.CoordinatorReply proto(CoordinatorReply reply, MemberKeys keys) {
        p2pchat.proto.CoordinatorReply.Builder builder = p2pchat.proto.CoordinatorReply.newBuilder();
        if (reply instanceof CoordinatorReply.Installed installed) {
            builder.setOk(Installed.newBuilder().setView(Wire.proto(installed.view())));
        } else if (reply instanceof CoordinatorReply.Stale stale) {
            Stale.Builder not = Stale.newBuilder().setView(Wire.proto(stale.view()));
            stale.leader().flatMap(keys::proto).ifPresent(not::setLeader);
            builder.setStale(not);
        } else if (reply instanceof CoordinatorReply.Refused refused) {
            builder.setRefused(proto(refused.why()));
        } else {
            throw new AssertionError("no form for " + reply);
        }
        return builder.build();
    }

    static CoordinatorReply coordinatorReply(p2pchat.proto.CoordinatorReply proto, MemberKeys keys) {
        return switch (proto.getResultCase()) {
            case OK ->
                new CoordinatorReply.Installed(
                        Wire.viewId("ok.view", proto.getOk().getView()));
            case STALE ->
                new CoordinatorReply.Stale(
                        Wire.viewId("stale.view", proto.getStale().getView()),
                        keys.leader(
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
