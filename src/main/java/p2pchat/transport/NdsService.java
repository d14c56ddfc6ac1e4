package p2pchat.transport;

import io.grpc.Status;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.grpc.GrpcServiceException;
import p2pchat.crypto.DirectoryRing;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.DirectoryRequest.Claim;
import p2pchat.model.DirectoryRequest.Handover;
import p2pchat.model.DirectoryRequest.Refresh;
import p2pchat.model.Genesis;
import p2pchat.model.Genesis.DirectoryMode;
import p2pchat.model.Grant;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.RateLimits;
import p2pchat.model.ViewId;
import p2pchat.nds.Directory;
import p2pchat.nds.LeaderCheck;
import p2pchat.nds.NdsGuardian;
import p2pchat.proto.CreateNetworkReply;
import p2pchat.proto.CreateNetworkRequest;
import p2pchat.proto.GetNetworkInformationReply;
import p2pchat.proto.GetNetworkInformationRequest;
import p2pchat.proto.NetworkInformation;
import p2pchat.proto.NodeDiscovery;
import p2pchat.proto.UpdateLeaderReply;
import p2pchat.proto.UpdateLeaderRequest;

/**
 * Serves the directory to one caller: translates each call into a typed command of its guardian. Passes on a call only
 * if the caller is the device of the node that it names and, for a leadership that the directory does not know, if a
 * directory granted it.
 */
public final class NdsService implements NodeDiscovery {

    /** Longer than two checks of an old leader and a commit take. */
    private static final Duration ACTOR_DEADLINE = Duration.ofSeconds(5);

    /** A person rarely founds more. The limit per address is far higher (H19). */
    private static final int FOUNDINGS = 16;

    private static final double FOUNDINGS_PER_SECOND = 1.0 / 60;

    /** The state that the services for all callers of one directory share. */
    public static final class Shared {

        private final ActorRef<NdsGuardian.Command> directory;
        private final DirectoryRing ring;
        private final LeaderCheck leaders;
        private final DirectoryRosters rosters;
        private final RateLimits foundings = new RateLimits(FOUNDINGS_PER_SECOND, FOUNDINGS);

        /** @param leaders asks a recorded leader before a grant of another directory counts against it */
        public Shared(
                ActorRef<NdsGuardian.Command> directory,
                DirectoryRing ring,
                LeaderCheck leaders,
                DirectoryRosters rosters) {
            this.directory = directory;
            this.ring = ring;
            this.leaders = leaders;
            this.rosters = rosters;
        }
    }

    /** The directory that granted the leadership in a request. */
    private enum Granter {
        /** No directory, or one whose grants are not valid. */
        NONE,
        /** This directory, or that of the genesis. */
        TRUSTED,
        /** Another one, at the default address of its machine. */
        OTHER
    }

    private final Shared shared;
    private final DirectoryRing ring;
    private final Caller caller;

    public NdsService(Shared shared, Caller caller) {
        this.shared = shared;
        this.ring = shared.ring;
        this.caller = caller;
    }

    @Override
    public CompletionStage<CreateNetworkReply> createNetwork(CreateNetworkRequest request) {
        DirectoryRequest.Create create = WireNds.create(request, ring);
        boolean founds = speaksFor(create.founder())
                && request.getGenesis()
                        .getDeviceKey()
                        .equals(WireKeys.bytes(caller.device().bytes()));
        if (!founds) {
            return denied("the founder is another device");
        }
        return find(create.name())
                .thenCompose(known -> known.isPresent() || mayFound()
                        ? ask(create)
                        : CompletableFuture.completedStage(
                                new DirectoryReply.Retry("this device has founded too many networks lately")))
                .thenApply(reply -> WireNds.createReply(reply, new WireNds.Signer(ring, create)));
    }

    private boolean mayFound() {
        return shared.foundings.tryAcquire(caller.device().base64(), System.nanoTime());
    }

    @Override
    public CompletionStage<UpdateLeaderReply> updateLeader(UpdateLeaderRequest proto) {
        DirectoryRequest request = WireNds.request(proto, ring);
        if (!speaksFor(request.node())) {
            return denied("the node is another device");
        }
        if (request instanceof Claim && ring.isLiar(request.node().uid())) {
            DirectoryReply refusal = new DirectoryReply.Retry("this node has led with two different lists of members");
            return CompletableFuture.completedStage(WireNds.updateReply(refusal, new WireNds.Signer(ring, request)));
        }
        Granter granter = granter(request, proto);
        return find(request.name())
                .thenCompose(record -> isProven(request, granter, record)
                        .thenCompose(proven -> credible(request, proven, record)
                                .map(credible -> shared.rosters
                                        .judge(credible, proto, record, caller.origin())
                                        .thenCompose(this::ask))
                                .orElseGet(() -> denied("no grant of this leadership is shown"))))
                .thenApply(reply ->
                        withRoster(WireNds.updateReply(reply, new WireNds.Signer(ring, request)), request.network()));
    }

    private boolean speaksFor(Leader node) {
        return ring.proof(node.uid())
                .filter(proof -> proof.device().equals(caller.device()))
                .isPresent();
    }

    private UpdateLeaderReply withRoster(UpdateLeaderReply reply, NetworkId network) {
        if (!reply.hasRefreshed()) {
            return reply;
        }
        UpdateLeaderReply.Builder builder = reply.toBuilder();
        builder.getRefreshedBuilder().setRoster(shared.rosters.frontier(network));
        return builder.build();
    }

    private static long epoch(DirectoryRequest request) {
        if (request instanceof Claim claim) {
            return claim.view().epoch();
        }
        return request instanceof Refresh refresh
                ? refresh.view().epoch()
                : ((Handover) request).view().epoch();
    }

    private Granter granter(DirectoryRequest request, UpdateLeaderRequest proto) {
        if (!proto.hasGrant()) {
            return Granter.NONE;
        }
        Grant grant = WireKeys.grant("grant", proto.getGrant());
        Genesis genesis = ring.genesis(request.name(), request.network()).orElseThrow();
        boolean fits = grant.epoch() == epoch(request)
                && (request instanceof Claim
                        || grant.leader().equals(request.node().uid()))
                && DirectoryRing.isGenuine(genesis, grant);
        if (!fits) {
            return Granter.NONE;
        }
        boolean trusted = grant.directory().equals(ring.key().device())
                || grant.directory().equals(genesis.directory());
        return trusted ? Granter.TRUSTED : genesis.mode() == DirectoryMode.LOCAL ? Granter.OTHER : Granter.NONE;
    }

    /**
     * Completes with whether a directory has granted the leadership that the request is about. The directory at the
     * default address may move to another user's program, so its grants count unless the recorded leader objects.
     */
    private CompletionStage<Boolean> isProven(DirectoryRequest request, Granter granter, Optional<NetworkInfo> record) {
        Optional<NetworkInfo> rival = record.filter(info ->
                granter == Granter.OTHER && info.id().equals(request.network()) && !isLedBy(info, request.node()));
        return rival.flatMap(info -> info.leader()
                        .map(leader -> shared.leaders
                                .confirm(info.id(), leader, info.epoch())
                                .handle((answer, failure) ->
                                        failure == null ? !answer.leading() : isGone(info, failure))))
                .orElseGet(() -> CompletableFuture.completedStage(granter != Granter.NONE));
    }

    /** Returns whether a leader that did not answer is gone, rather than busy and late. */
    private static boolean isGone(NetworkInfo record, Throwable failure) {
        Throwable cause = FailureText.root(failure);
        boolean late = cause instanceof TimeoutException || cause instanceof SocketTimeoutException;
        return !late || record.silence().compareTo(Directory.Settings.DEFAULT.staleForStrangers()) >= 0;
    }

    /**
     * Returns the part of the request that is proven, so that no caller can replace a record by invented numbers (H5).
     * A claim without proof counts as a stranger's (H19), and a refresh without proof must be from the recorded leader.
     */
    private static Optional<DirectoryRequest> credible(
            DirectoryRequest request, boolean proven, Optional<NetworkInfo> record) {
        if (!proven && request instanceof Claim claim) {
            return Optional.of(new Claim(
                    claim.name(), claim.network(), ViewId.NONE, claim.candidate(), claim.heard(), Optional.empty(), 0));
        }
        boolean credible = proven
                || request instanceof Handover
                || record.filter(info -> info.id().equals(request.network()))
                        .filter(info -> info.epoch() > epoch(request)
                                || (info.epoch() == epoch(request) && isLedBy(info, request.node())))
                        .isPresent();
        return credible ? Optional.of(request) : Optional.empty();
    }

    private static boolean isLedBy(NetworkInfo record, Leader node) {
        return record.leader().filter(leader -> leader.uid().equals(node.uid())).isPresent();
    }

    @Override
    public CompletionStage<GetNetworkInformationReply> getNetworkInformation(GetNetworkInformationRequest request) {
        Optional<NetworkName> only =
                request.getName().isEmpty() ? Optional.empty() : Optional.of(WireNds.name(request.getName()));
        Wire.within("limit", request.getLimit(), 0, NdsGuardian.MAX_NETWORKS);
        int limit = request.getLimit() == 0 ? NdsGuardian.MAX_NETWORKS : request.getLimit();
        return list(only, limit).thenApply(found -> {
            GetNetworkInformationReply.Builder reply = GetNetworkInformationReply.newBuilder();
            found.forEach(info -> reply.addNetworks(only.isPresent() ? proven(info) : WireNds.proto(info)));
            return reply.build();
        });
    }

    private NetworkInformation proven(NetworkInfo info) {
        return WireNds.proto(info, ring).toBuilder()
                .setRoster(shared.rosters.frontier(info.id()))
                .build();
    }

    private CompletionStage<Optional<NetworkInfo>> find(NetworkName name) {
        return list(Optional.of(name), 1).thenApply(found -> found.stream().findFirst());
    }

    private CompletionStage<List<NetworkInfo>> list(Optional<NetworkName> only, int limit) {
        CompletableFuture<List<NetworkInfo>> networks = deadline();
        shared.directory.tell(new NdsGuardian.ListNetworks(only, limit, networks));
        return networks;
    }

    private CompletionStage<DirectoryReply> ask(DirectoryRequest request) {
        CompletableFuture<DirectoryReply> reply = deadline();
        shared.directory.tell(new NdsGuardian.Ask(request, caller.origin(), reply));
        return reply;
    }

    private static <T> CompletionStage<T> denied(String why) {
        return CompletableFuture.failedStage(new GrpcServiceException(Status.PERMISSION_DENIED.withDescription(why)));
    }

    private static <T> CompletableFuture<T> deadline() {
        return new CompletableFuture<T>().orTimeout(ACTOR_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
