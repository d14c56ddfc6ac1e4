package p2pchat.transport;

import java.time.Duration;
import java.util.Optional;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.proto.Busy;
import p2pchat.proto.Claim;
import p2pchat.proto.CreateNetworkReply;
import p2pchat.proto.CreateNetworkRequest;
import p2pchat.proto.Denied;
import p2pchat.proto.DirectoryFull;
import p2pchat.proto.Granted;
import p2pchat.proto.Handover;
import p2pchat.proto.NetworkInformation;
import p2pchat.proto.Refresh;
import p2pchat.proto.Refreshed;
import p2pchat.proto.Retry;
import p2pchat.proto.Unknown;
import p2pchat.proto.UpdateLeaderReply;
import p2pchat.proto.UpdateLeaderRequest;
import p2pchat.proto.Vacated;

/** Converts the requests and replies of the directory to and from protobuf. Pure. */
final class WireNds {

    private WireNds() {}

    // ---- requests

    static CreateNetworkRequest proto(DirectoryRequest.Create create) {
        return CreateNetworkRequest.newBuilder()
                .setName(create.name().value())
                .setChatId(Wire.bytes(create.network()))
                .setFounder(Wire.proto(create.founder()))
                .build();
    }

    static DirectoryRequest.Create create(CreateNetworkRequest proto) {
        Leader founder = Wire.leader("founder", proto.getFounder());
        Wire.within("founder.id.node_id", founder.id().node().value(), 1, 1);
        return new DirectoryRequest.Create(name(proto.getName()), Wire.networkId(proto.getChatId()), founder);
    }

    static UpdateLeaderRequest proto(DirectoryRequest request) {
        UpdateLeaderRequest.Builder builder = UpdateLeaderRequest.newBuilder()
                .setName(request.name().value())
                .setChatId(Wire.bytes(request.network()));
        if (request instanceof DirectoryRequest.Claim claim) {
            Claim.Builder kind = Claim.newBuilder()
                    .setNode(Wire.proto(claim.candidate()))
                    .setHeard(claim.heard())
                    .setHighestId(claim.highestId());
            claim.knownLeader().ifPresent(leader -> kind.setKnownLeader(Wire.proto(leader)));
            return builder.setView(Wire.proto(claim.view())).setClaim(kind).build();
        } else if (request instanceof DirectoryRequest.Refresh refresh) {
            Refresh.Builder kind = Refresh.newBuilder()
                    .setNode(Wire.proto(refresh.leader()))
                    .setBlock(Wire.proto(refresh.block()))
                    .setMembers(refresh.members());
            return builder.setView(Wire.proto(refresh.view())).setRefresh(kind).build();
        } else if (request instanceof DirectoryRequest.Handover handover) {
            Handover.Builder kind = Handover.newBuilder().setNode(Wire.proto(handover.from()));
            handover.to().ifPresent(successor -> kind.setSuccessor(Wire.proto(successor)));
            return builder.setView(Wire.proto(handover.view()))
                    .setHandover(kind)
                    .build();
        }
        throw new AssertionError("no form of update_leader for " + request);
    }

    static DirectoryRequest request(UpdateLeaderRequest proto) {
        NetworkName name = name(proto.getName());
        NetworkId network = Wire.networkId(proto.getChatId());
        ViewId view = Wire.viewId("view", proto.getView());
        return switch (proto.getKindCase()) {
            case CLAIM -> {
                Claim claim = proto.getClaim();
                yield new DirectoryRequest.Claim(
                        name,
                        network,
                        view,
                        Wire.leader("claim.node", claim.getNode()),
                        Wire.within("claim.heard", claim.getHeard(), 1, View.MAX_MEMBERS),
                        Wire.leader("claim.known_leader", claim.hasKnownLeader(), claim.getKnownLeader()),
                        Wire.within("claim.highest_id", claim.getHighestId(), 0, Integer.MAX_VALUE));
            }
            case REFRESH -> {
                Refresh refresh = proto.getRefresh();
                yield new DirectoryRequest.Refresh(
                        name,
                        network,
                        view,
                        Wire.leader("refresh.node", refresh.getNode()),
                        Wire.block("refresh.block", refresh.getBlock()),
                        Wire.within("refresh.members", refresh.getMembers(), 1, View.MAX_MEMBERS));
            }
            case HANDOVER -> {
                Handover handover = proto.getHandover();
                yield new DirectoryRequest.Handover(
                        name,
                        network,
                        view,
                        Wire.leader("handover.node", handover.getNode()),
                        Wire.leader("handover.successor", handover.hasSuccessor(), handover.getSuccessor()));
            }
            case KIND_NOT_SET -> throw new MalformedException("kind", "is not set");
        };
    }

    static NetworkName name(String text) {
        return Wire.field("name", () -> new NetworkName(text));
    }

    // ---- replies

    static CreateNetworkReply createReply(DirectoryReply reply) {
        CreateNetworkReply.Builder builder = CreateNetworkReply.newBuilder();
        if (reply instanceof DirectoryReply.Granted granted) {
            builder.setOk(proto(granted));
        } else if (reply instanceof DirectoryReply.NameTaken taken) {
            builder.setNameTaken(proto(taken.existing()));
        } else if (reply instanceof DirectoryReply.Full full) {
            builder.setFull(DirectoryFull.newBuilder().setLimit(full.limit()));
        } else if (reply instanceof DirectoryReply.Retry retry) {
            builder.setRetry(Retry.newBuilder().setReason(Wire.reason(retry.reason())));
        } else {
            throw new AssertionError("create_network cannot be answered " + reply);
        }
        return builder.build();
    }

    static DirectoryReply reply(CreateNetworkReply proto) {
        return switch (proto.getResultCase()) {
            case OK -> granted(proto.getOk());
            case NAME_TAKEN -> new DirectoryReply.NameTaken(info(proto.getNameTaken()));
            case FULL -> new DirectoryReply.Full(proto.getFull().getLimit());
            case RETRY -> new DirectoryReply.Retry(Wire.reason(proto.getRetry().getReason()));
            case RESULT_NOT_SET -> throw new MalformedException("result", "is not set");
        };
    }

    static UpdateLeaderReply updateReply(DirectoryReply reply) {
        UpdateLeaderReply.Builder builder = UpdateLeaderReply.newBuilder();
        if (reply instanceof DirectoryReply.Granted granted) {
            builder.setGranted(proto(granted));
        } else if (reply instanceof DirectoryReply.Refreshed refreshed) {
            builder.setRefreshed(Refreshed.newBuilder().setBlock(Wire.proto(refreshed.block())));
        } else if (reply instanceof DirectoryReply.Vacated) {
            builder.setVacated(Vacated.getDefaultInstance());
        } else if (reply instanceof DirectoryReply.Denied denied) {
            builder.setDenied(Denied.newBuilder().setStays(Wire.proto(denied.stays())));
        } else if (reply instanceof DirectoryReply.Stale stale) {
            builder.setStale(proto(stale.current()));
        } else if (reply instanceof DirectoryReply.Busy) {
            builder.setBusy(Busy.getDefaultInstance());
        } else if (reply instanceof DirectoryReply.Retry retry) {
            builder.setRetry(Retry.newBuilder().setReason(Wire.reason(retry.reason())));
        } else if (reply instanceof DirectoryReply.Unknown) {
            builder.setUnknown(Unknown.getDefaultInstance());
        } else if (reply instanceof DirectoryReply.Full full) {
            builder.setFull(DirectoryFull.newBuilder().setLimit(full.limit()));
        } else {
            throw new AssertionError("update_leader cannot be answered " + reply);
        }
        return builder.build();
    }

    static DirectoryReply reply(UpdateLeaderReply proto) {
        return switch (proto.getResultCase()) {
            case GRANTED -> granted(proto.getGranted());
            case REFRESHED ->
                new DirectoryReply.Refreshed(
                        Wire.block("block", proto.getRefreshed().getBlock()));
            case VACATED -> new DirectoryReply.Vacated();
            case DENIED ->
                new DirectoryReply.Denied(Wire.leader("stays", proto.getDenied().getStays()));
            case STALE -> new DirectoryReply.Stale(info(proto.getStale()));
            case BUSY -> new DirectoryReply.Busy();
            case RETRY -> new DirectoryReply.Retry(Wire.reason(proto.getRetry().getReason()));
            case UNKNOWN -> new DirectoryReply.Unknown();
            case FULL -> new DirectoryReply.Full(proto.getFull().getLimit());
            case RESULT_NOT_SET -> throw new MalformedException("result", "is not set");
        };
    }

    static NetworkInformation proto(NetworkInfo info) {
        NetworkInformation.Builder builder = NetworkInformation.newBuilder()
                .setName(info.name().value())
                .setChatId(Wire.bytes(info.id()))
                .setEpoch(info.epoch())
                .setSilenceMs(info.silence().toMillis())
                .setMembers(info.members());
        info.leader().ifPresent(leader -> builder.setLeader(Wire.proto(leader)));
        return builder.build();
    }

    static NetworkInfo info(NetworkInformation proto) {
        Optional<Leader> leader = Wire.leader("leader", proto.hasLeader(), proto.getLeader());
        return new NetworkInfo(
                Wire.networkId(proto.getChatId()),
                name(proto.getName()),
                Wire.viewId(
                                "epoch",
                                p2pchat.proto.ViewId.newBuilder()
                                        .setEpoch(proto.getEpoch())
                                        .build())
                        .epoch(),
                leader,
                Duration.ofMillis(Math.max(0, proto.getSilenceMs())),
                Wire.within("members", proto.getMembers(), 0, View.MAX_MEMBERS));
    }

    private static Granted proto(DirectoryReply.Granted granted) {
        Granted.Builder builder = Granted.newBuilder()
                .setEpoch(granted.epoch())
                .setLeader(Wire.proto(granted.leader()))
                .setBlock(Wire.proto(granted.block()));
        granted.replaced().ifPresent(replaced -> builder.setReplaced(Wire.proto(replaced)));
        return builder.build();
    }

    private static DirectoryReply.Granted granted(Granted proto) {
        return new DirectoryReply.Granted(
                proto.getEpoch(),
                Wire.leader("leader", proto.getLeader()),
                Wire.block("block", proto.getBlock()),
                Wire.leader("replaced", proto.hasReplaced(), proto.getReplaced()));
    }
}
