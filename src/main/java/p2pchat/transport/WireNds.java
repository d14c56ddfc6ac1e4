package p2pchat.transport;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import p2pchat.crypto.DirectoryRing;
import p2pchat.crypto.KeyRing;
import p2pchat.crypto.KeyRings;
import p2pchat.crypto.ProofBook;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Genesis;
import p2pchat.model.Grant;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Uid;
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
import p2pchat.proto.NotAllowed;
import p2pchat.proto.Refresh;
import p2pchat.proto.Refreshed;
import p2pchat.proto.Retry;
import p2pchat.proto.Unknown;
import p2pchat.proto.UpdateLeaderReply;
import p2pchat.proto.UpdateLeaderRequest;
import p2pchat.proto.Vacated;

/**
 * Converts the requests and replies of the directory to and from protobuf. Adds the proofs that the receiver needs, and
 * checks those that the sender has added.
 */
final class WireNds {

    private WireNds() {}

    // ---- requests

    static CreateNetworkRequest proto(DirectoryRequest.Create create, KeyRings keys) {
        return CreateNetworkRequest.newBuilder()
                .setName(create.name().value())
                .setChatId(Wire.bytes(create.network()))
                .setFounder(proven(create.founder(), keys))
                .setGenesis(proto(genesis(create, keys)))
                .build();
    }

    static DirectoryRequest.Create create(CreateNetworkRequest proto, DirectoryRing ring) {
        NetworkName name = name(proto.getName());
        NetworkId network = network(name, proto.getChatId(), proto.getGenesis(), ring);
        Leader founder = WireKeys.leader("founder", proto.getFounder(), network, ring.proofs());
        Wire.within("founder.id.node_id", founder.id().node().value(), 1, 1);
        return new DirectoryRequest.Create(name, network, founder);
    }

    static UpdateLeaderRequest proto(DirectoryRequest request, KeyRings keys) {
        UpdateLeaderRequest.Builder builder = UpdateLeaderRequest.newBuilder()
                .setName(request.name().value())
                .setChatId(Wire.bytes(request.network()))
                .setGenesis(proto(genesis(request, keys)));
        grant(request, keys).ifPresent(grant -> builder.setGrant(WireKeys.proto(grant)));
        keys.ring(request.network())
                .ifPresent(ring -> named(request)
                        .flatMap(node -> ring.card(node.uid()).stream())
                        .forEach(card -> builder.addCards(WireKeys.proto(card))));
        if (request instanceof DirectoryRequest.Claim claim) {
            Claim.Builder kind = Claim.newBuilder()
                    .setNode(proven(claim.candidate(), keys))
                    .setHeard(claim.heard())
                    .setHighestId(claim.highestId());
            keys.ring(claim.network())
                    .ifPresent(ring -> ring.proofs().forEach(proof -> kind.addProofs(WireKeys.proto(proof))));
            claim.knownLeader()
                    .flatMap(leader -> WireKeys.proto(leader, keys.proofs()))
                    .ifPresent(kind::setKnownLeader);
            return builder.setView(Wire.proto(claim.view())).setClaim(kind).build();
        } else if (request instanceof DirectoryRequest.Refresh refresh) {
            Refresh.Builder kind = Refresh.newBuilder()
                    .setNode(proven(refresh.leader(), keys))
                    .setBlock(Wire.proto(refresh.block()))
                    .setMembers(refresh.members());
            return builder.setView(Wire.proto(refresh.view())).setRefresh(kind).build();
        } else if (request instanceof DirectoryRequest.Handover handover) {
            Handover.Builder kind = Handover.newBuilder().setNode(proven(handover.from(), keys));
            handover.to().ifPresent(successor -> kind.setSuccessor(proven(successor, keys)));
            return builder.setView(Wire.proto(handover.view()))
                    .setHandover(kind)
                    .build();
        }
        throw new AssertionError("no form of update_leader for " + request);
    }

    /** Returns the nodes of which the directory must know the person. */
    private static Stream<Leader> named(DirectoryRequest request) {
        Optional<Leader> other = request instanceof DirectoryRequest.Claim claim
                ? claim.knownLeader()
                : request instanceof DirectoryRequest.Handover handover ? handover.to() : Optional.empty();
        return Stream.concat(Stream.of(request.node()), other.stream()).distinct();
    }

    private static p2pchat.proto.Leader proven(Leader node, KeyRings keys) {
        return WireKeys.proto(node, keys.proofs())
                .orElseThrow(() -> new IllegalStateException("the key of " + node + " is not known"));
    }

    private static Genesis genesis(DirectoryRequest request, KeyRings keys) {
        return keys.genesis(request.network())
                .orElseThrow(() -> new IllegalStateException("the genesis of " + request.name() + " is not known"));
    }

    /** Returns the grant of the leadership in the request, which the directory may have lost (H5). */
    static Optional<Grant> grant(DirectoryRequest request, KeyRings keys) {
        Optional<KeyRing> ring = keys.ring(request.network());
        if (request instanceof DirectoryRequest.Claim claim) {
            return ring.flatMap(known -> claim.knownLeader()
                    .flatMap(leader -> known.grant(claim.view().epoch(), leader.uid())));
        }
        return request instanceof DirectoryRequest.Refresh refresh
                ? ring.flatMap(known ->
                        known.grant(refresh.view().epoch(), refresh.leader().uid()))
                : Optional.empty();
    }

    private static NetworkId network(NetworkName name, ByteString id, p2pchat.proto.Genesis proto, DirectoryRing ring) {
        NetworkId network = Wire.networkId(id);
        if (!ring.add(name, network, genesis(proto))) {
            throw new MalformedException("genesis", "is not that of the network");
        }
        return network;
    }

    /** Returns the leaders that the proofs convict. */
    private static Set<Uid> liars(
            List<p2pchat.proto.TwoViews> proofs, NetworkName name, NetworkId network, DirectoryRing ring) {
        Wire.atMost("claim.proofs", proofs.size(), WireKeys.MAX_PROOFS);
        Genesis genesis = ring.genesis(name, network).orElseThrow();
        Set<Uid> liars = new HashSet<>();
        proofs.forEach(proof ->
                ring.convict(genesis, WireKeys.twoViews("claim.proofs", proof)).ifPresent(liars::add));
        return liars;
    }

    static DirectoryRequest request(UpdateLeaderRequest proto, DirectoryRing ring) {
        NetworkName name = name(proto.getName());
        NetworkId network = network(name, proto.getChatId(), proto.getGenesis(), ring);
        ProofBook proofs = ring.proofs();
        ViewId view = Wire.viewId("view", proto.getView());
        return switch (proto.getKindCase()) {
            case CLAIM -> {
                Claim claim = proto.getClaim();
                yield new DirectoryRequest.Claim(
                        name,
                        network,
                        view,
                        WireKeys.leader("claim.node", claim.getNode(), network, proofs),
                        Wire.within("claim.heard", claim.getHeard(), 1, View.MAX_MEMBERS),
                        WireKeys.leader(
                                "claim.known_leader", claim.hasKnownLeader(), claim.getKnownLeader(), network, proofs),
                        Wire.within("claim.highest_id", claim.getHighestId(), 0, Integer.MAX_VALUE),
                        liars(claim.getProofsList(), name, network, ring));
            }
            case REFRESH -> {
                Refresh refresh = proto.getRefresh();
                yield new DirectoryRequest.Refresh(
                        name,
                        network,
                        view,
                        WireKeys.leader("refresh.node", refresh.getNode(), network, proofs),
                        Wire.block("refresh.block", refresh.getBlock()),
                        Wire.within("refresh.members", refresh.getMembers(), 1, View.MAX_MEMBERS));
            }
            case HANDOVER -> {
                Handover handover = proto.getHandover();
                yield new DirectoryRequest.Handover(
                        name,
                        network,
                        view,
                        WireKeys.leader("handover.node", handover.getNode(), network, proofs),
                        WireKeys.leader(
                                "handover.successor",
                                handover.hasSuccessor(),
                                handover.getSuccessor(),
                                network,
                                proofs));
            }
            case KIND_NOT_SET -> throw new MalformedException("kind", "is not set");
        };
    }

    static NetworkName name(String text) {
        return Wire.field("name", () -> new NetworkName(text));
    }

    static p2pchat.proto.Genesis proto(Genesis genesis) {
        return p2pchat.proto.Genesis.newBuilder()
                .setName(genesis.name().value())
                .setFounder(WireKeys.bytes(genesis.founder().bytes()))
                .setDeviceKey(WireKeys.bytes(genesis.device().bytes()))
                .setDirectoryKey(WireKeys.bytes(genesis.directory().bytes()))
                .setMode(
                        genesis.mode() == Genesis.DirectoryMode.LOCAL
                                ? p2pchat.proto.Genesis.DirectoryMode.LOCAL
                                : p2pchat.proto.Genesis.DirectoryMode.PINNED)
                .setNonce(WireKeys.bytes(genesis.nonce()))
                .setPolicyValue(genesis.policy().number())
                .build();
    }

    static Genesis genesis(p2pchat.proto.Genesis proto) {
        return new Genesis(
                Wire.field("genesis.name", () -> new NetworkName(proto.getName())),
                WireKeys.person("genesis.founder", proto.getFounder()),
                WireKeys.device("genesis.device_key", proto.getDeviceKey()),
                WireKeys.device("genesis.directory_key", proto.getDirectoryKey()),
                switch (proto.getMode()) {
                    case PINNED -> Genesis.DirectoryMode.PINNED;
                    case LOCAL -> Genesis.DirectoryMode.LOCAL;
                    default -> throw new MalformedException("genesis.mode", "is unknown");
                },
                WireKeys.nonce("genesis.nonce", proto.getNonce()),
                Wire.field("genesis.policy", () -> AdmissionPolicy.of(proto.getPolicyValue())));
    }

    // ---- replies

    /** Adds proofs to the directory's answer to a request. */
    record Signer(DirectoryRing ring, DirectoryRequest request) {

        private p2pchat.proto.Leader leader(Leader leader) {
            return WireNds.proto(leader, ring);
        }

        private NetworkInformation info(NetworkInfo info) {
            return WireNds.proto(info, ring);
        }

        /** Returns the grant of an epoch; empty if a proof was lost, which fails the call of the node. */
        private Optional<p2pchat.proto.Grant> grant(long epoch, Leader leader) {
            Optional<Genesis> genesis = ring.genesis(request.name(), request.network());
            return ring.proof(leader.uid())
                    .flatMap(proof -> genesis.map(
                            of -> ring.grant(of, epoch, leader.uid(), proof.device(), System.currentTimeMillis())))
                    .map(WireKeys::proto);
        }
    }

    static CreateNetworkReply createReply(DirectoryReply reply, Signer signer) {
        CreateNetworkReply.Builder builder = CreateNetworkReply.newBuilder();
        if (reply instanceof DirectoryReply.Granted granted) {
            builder.setOk(proto(granted, signer));
        } else if (reply instanceof DirectoryReply.NameTaken taken) {
            builder.setNameTaken(signer.info(taken.existing()));
        } else if (reply instanceof DirectoryReply.Full full) {
            builder.setFull(DirectoryFull.newBuilder().setLimit(full.limit()));
        } else if (reply instanceof DirectoryReply.Retry retry) {
            builder.setRetry(Retry.newBuilder().setReason(Wire.reason(retry.reason())));
        } else {
            throw new AssertionError("create_network cannot be answered " + reply);
        }
        return builder.build();
    }

    static DirectoryReply reply(CreateNetworkReply proto, NetworkId network, KeyRings keys) {
        return switch (proto.getResultCase()) {
            case OK -> granted(proto.getOk(), network, keys);
            case NAME_TAKEN -> new DirectoryReply.NameTaken(info(proto.getNameTaken(), keys));
            case FULL -> new DirectoryReply.Full(proto.getFull().getLimit());
            case RETRY -> new DirectoryReply.Retry(Wire.reason(proto.getRetry().getReason()));
            case RESULT_NOT_SET -> throw new MalformedException("result", "is not set");
        };
    }

    static UpdateLeaderReply updateReply(DirectoryReply reply, Signer signer) {
        UpdateLeaderReply.Builder builder = UpdateLeaderReply.newBuilder();
        if (reply instanceof DirectoryReply.Granted granted) {
            builder.setGranted(proto(granted, signer));
        } else if (reply instanceof DirectoryReply.Refreshed refreshed) {
            builder.setRefreshed(proto(refreshed, signer));
        } else if (reply instanceof DirectoryReply.Vacated) {
            builder.setVacated(Vacated.getDefaultInstance());
        } else if (reply instanceof DirectoryReply.Denied denied) {
            builder.setDenied(Denied.newBuilder().setStays(signer.leader(denied.stays())));
        } else if (reply instanceof DirectoryReply.Stale stale) {
            builder.setStale(signer.info(stale.current()));
        } else if (reply instanceof DirectoryReply.NotAllowed) {
            builder.setNotAllowed(NotAllowed.getDefaultInstance());
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

    static DirectoryReply reply(UpdateLeaderReply proto, NetworkId network, KeyRings keys) {
        return switch (proto.getResultCase()) {
            case GRANTED -> granted(proto.getGranted(), network, keys);
            case REFRESHED ->
                new DirectoryReply.Refreshed(
                        Wire.block("block", proto.getRefreshed().getBlock()));
            case VACATED -> new DirectoryReply.Vacated();
            case DENIED ->
                new DirectoryReply.Denied(
                        WireKeys.leader("stays", proto.getDenied().getStays(), network, keys.proofs()));
            case STALE -> new DirectoryReply.Stale(info(proto.getStale(), keys));
            case NOT_ALLOWED -> new DirectoryReply.NotAllowed();
            case BUSY -> new DirectoryReply.Busy();
            case RETRY -> new DirectoryReply.Retry(Wire.reason(proto.getRetry().getReason()));
            case UNKNOWN -> new DirectoryReply.Unknown();
            case FULL -> new DirectoryReply.Full(proto.getFull().getLimit());
            case RESULT_NOT_SET -> throw new MalformedException("result", "is not set");
        };
    }

    static NetworkInformation proto(NetworkInfo info, DirectoryRing ring) {
        NetworkInformation.Builder builder = proto(info).toBuilder();
        info.leader().ifPresent(leader -> builder.setLeader(proto(leader, ring)));
        ring.genesis(info.name(), info.id()).ifPresent(genesis -> builder.setGenesis(proto(genesis)));
        return builder.build();
    }

    private static p2pchat.proto.Leader proto(Leader leader, DirectoryRing ring) {
        return ring.proof(leader.uid())
                .map(proof -> WireKeys.proto(leader, proof))
                .orElseGet(() -> Wire.proto(leader));
    }

    /** Converts an element of a list of all networks, without proofs. */
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

    /** Returns the record, and keeps its genesis and the proof of its leader. */
    static NetworkInfo info(NetworkInformation proto, KeyRings keys) {
        NetworkInfo info = info(proto);
        Genesis genesis = genesis(proto.getGenesis());
        if (!genesis.name().equals(info.name()) || !keys.add(info.id(), genesis)) {
            throw new MalformedException("genesis", "is that of another network");
        }
        Optional<Leader> unused =
                WireKeys.leader("leader", proto.hasLeader(), proto.getLeader(), info.id(), keys.proofs());
        return info;
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

    private static Refreshed proto(DirectoryReply.Refreshed refreshed, Signer signer) {
        Refreshed.Builder builder = Refreshed.newBuilder().setBlock(Wire.proto(refreshed.block()));
        if (signer.request() instanceof DirectoryRequest.Refresh refresh) {
            signer.grant(refresh.view().epoch(), refresh.leader()).ifPresent(builder::setGrant);
        }
        return builder.build();
    }

    private static Granted proto(DirectoryReply.Granted granted, Signer signer) {
        Granted.Builder builder = Granted.newBuilder()
                .setEpoch(granted.epoch())
                .setLeader(signer.leader(granted.leader()))
                .setBlock(Wire.proto(granted.block()));
        granted.replaced().ifPresent(replaced -> builder.setReplaced(signer.leader(replaced)));
        signer.grant(granted.epoch(), granted.leader()).ifPresent(builder::setGrant);
        return builder.build();
    }

    private static DirectoryReply.Granted granted(Granted proto, NetworkId network, KeyRings keys) {
        return new DirectoryReply.Granted(
                proto.getEpoch(),
                WireKeys.leader("leader", proto.getLeader(), network, keys.proofs()),
                Wire.block("block", proto.getBlock()),
                Wire.leader("replaced", proto.hasReplaced(), proto.getReplaced()));
    }
}
