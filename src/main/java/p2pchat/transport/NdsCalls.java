package p2pchat.transport;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import p2pchat.crypto.KeyRings;
import p2pchat.membership.DirectoryCalls;
import p2pchat.model.Address;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Grant;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.ProblemException;
import p2pchat.model.Statement;
import p2pchat.proto.GetNetworkInformationRequest;
import p2pchat.proto.NodeDiscoveryClient;
import p2pchat.roster.RosterActor;

/** Calls the directory over gRPC. */
public final class NdsCalls implements DirectoryCalls {

    /** Longer than the directory needs to check an old leader twice and to commit. */
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(3);

    /** The actor answers at once; a request without statements is better than none. */
    private static final Duration ROSTER_DEADLINE = Duration.ofMillis(500);

    /** The first call loads the classes of TLS on both sides, which takes seconds on a busy machine. */
    private static final Duration FIRST_DEADLINE = Duration.ofSeconds(9);

    private final RenewingClient<NodeDiscoveryClient> client;
    private final DirectoryTrust trust;
    private final KeyRings keys;
    private final NetworkRegistry registry;
    /** The frontier of the statements that the directory has of each network, by its last answer. */
    private final Map<NetworkId, ByteString> frontiers = new ConcurrentHashMap<>();
    /** The directory's frontier after this node last sent it statements, and this node's then. */
    private final Map<NetworkId, List<ByteString>> sent = new ConcurrentHashMap<>();

    private volatile Duration deadline = FIRST_DEADLINE;

    /** @param keys prove this node to the directory, and receive the proofs in its answers */
    public NdsCalls(GrpcClients clients, Address directory, DirectoryTrust trust, KeyRings keys) {
        this(clients, directory, trust, keys, new NetworkRegistry());
    }

    /** @param registry has the statements of the networks of this process, which the directory needs too */
    public NdsCalls(
            GrpcClients clients, Address directory, DirectoryTrust trust, KeyRings keys, NetworkRegistry registry) {
        this.registry = registry;
        this.client = clients.directory(directory, trust);
        this.trust = trust;
        this.keys = keys;
    }

    @Override
    public CompletionStage<List<NetworkInfo>> networks(int limit) {
        var request = GetNetworkInformationRequest.newBuilder().setLimit(limit).build();
        return call(nds -> nds.getNetworkInformation(request))
                .thenApply(reply ->
                        reply.getNetworksList().stream().map(WireNds::info).toList());
    }

    @Override
    public CompletionStage<Optional<NetworkInfo>> information(NetworkName name) {
        var request =
                GetNetworkInformationRequest.newBuilder().setName(name.value()).build();
        return call(nds -> nds.getNetworkInformation(request))
                .thenCompose(reply -> proven(() -> reply.getNetworksList().stream()
                        .filter(info -> info.getName().equals(name.value()))
                        .findFirst()
                        .map(info -> {
                            NetworkInfo known = WireNds.info(info, keys);
                            rosterSeen(known.id(), info.getRoster());
                            return known;
                        })));
    }

    @Override
    public CompletionStage<DirectoryReply> ask(DirectoryRequest request) {
        NetworkId network = request.network();
        if (request instanceof DirectoryRequest.Create create) {
            return call(nds -> nds.createNetwork(WireNds.proto(create, keys)))
                    .thenCompose(reply -> proven(() -> WireNds.reply(reply, network, keys))
                            .thenCompose(
                                    known -> keep(known, network, reply.getOk().getGrant())));
        }
        ByteString frontier = frontier(network);
        return lacking(request, frontier)
                .thenCompose(statements -> call(nds -> nds.updateLeader(WireNds.proto(request, keys).toBuilder()
                        .addAllStatements(statements)
                        .build())))
                .thenCompose(reply -> proven(() -> {
                            if (reply.hasRefreshed()) {
                                rosterSeen(network, reply.getRefreshed().getRoster());
                                sent.put(network, List.of(theirs(network), frontier));
                            }
                            return WireNds.reply(reply, network, keys);
                        })
                        .thenCompose(known -> reply.hasRefreshed()
                                ? renewed(request, known, reply.getRefreshed().getGrant())
                                : keep(known, network, reply.getGranted().getGrant())));
    }

    /** Completes with the statements to send, because the directory does not have the same. */
    private CompletionStage<List<ByteString>> lacking(DirectoryRequest request, ByteString own) {
        NetworkId network = request.network();
        Optional<NetworkRegistry.Network> known = registry.network(network);
        boolean vain = request instanceof DirectoryRequest.Refresh
                && List.of(theirs(network), own).equals(sent.get(network)); // it cannot keep all
        if (known.isEmpty() || own.isEmpty() || own.equals(theirs(network)) || vain) {
            return CompletableFuture.completedStage(List.of());
        }
        CompletableFuture<List<Statement>> all =
                new CompletableFuture<List<Statement>>().orTimeout(ROSTER_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        known.get().roster().tell(new RosterActor.FindLacking(Set.of(), all));
        return all.thenApply(statements -> WireRoster.pages(
                                statements, known.get().keys().ring().statements())
                        .get(0))
                .exceptionally(late -> List.of());
    }

    private ByteString frontier(NetworkId network) {
        return registry.network(network)
                .map(open -> WireRoster.frontier(open.keys().authority()))
                .orElse(ByteString.EMPTY);
    }

    private ByteString theirs(NetworkId network) {
        return frontiers.getOrDefault(network, ByteString.EMPTY);
    }

    private void rosterSeen(NetworkId network, ByteString frontier) {
        frontiers.put(network, WireRoster.frontier("roster", frontier));
    }

    /** Keeps the grant, without which no member would accept this node as leader. */
    private CompletionStage<DirectoryReply> keep(DirectoryReply reply, NetworkId network, p2pchat.proto.Grant proto) {
        if (!(reply instanceof DirectoryReply.Granted granted)) {
            return CompletableFuture.completedStage(reply);
        }
        return proven(() -> WireKeys.grant("grant", proto)).thenCompose(grant -> {
            boolean fits = grant.epoch() == granted.epoch()
                    && grant.leader().equals(granted.leader().uid());
            return fits ? add(grant, network).thenApply(done -> reply) : invalid("its grant is of another leadership");
        });
    }

    /** Keeps the grant of a directory that has taken over from the one that granted the leadership. */
    private CompletionStage<DirectoryReply> renewed(
            DirectoryRequest request, DirectoryReply reply, p2pchat.proto.Grant proto) {
        return proven(() -> WireKeys.grant("grant", proto))
                .thenCompose(grant -> WireNds.grant(request, keys)
                                .filter(known -> known.directory().equals(grant.directory()))
                                .isPresent()
                        ? CompletableFuture.completedStage(reply)
                        : add(grant, request.network()).handle((done, refused) -> reply));
    }

    private CompletionStage<Void> add(Grant grant, NetworkId network) {
        return keys.ring(network)
                .map(ring -> ring.add(grant).exceptionallyCompose(forged -> invalid("its grant is not valid")))
                .orElseGet(() -> CompletableFuture.completedStage(null));
    }

    private static <T> CompletionStage<T> proven(Supplier<T> answer) {
        try {
            return CompletableFuture.completedStage(answer.get());
        } catch (MalformedException e) {
            return invalid("it answers wrongly: " + e.getMessage());
        }
    }

    private static <T> CompletionStage<T> invalid(String why) {
        return CompletableFuture.failedStage(new ProtocolException(why));
    }

    private <T> CompletionStage<T> call(Function<NodeDiscoveryClient, CompletionStage<T>> call) {
        return inTime(client.call(call)).thenApply(reply -> {
            trust.answered();
            deadline = ANSWER_DEADLINE;
            return reply;
        });
    }

    private <T> CompletionStage<T> inTime(CompletionStage<T> call) {
        return call.toCompletableFuture()
                .copy()
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(described(failure)));
    }

    private static Exception described(Throwable failure) {
        Throwable cause = FailureText.root(failure);
        if (cause instanceof TimeoutException
                || cause instanceof ProblemException
                || cause instanceof SocketTimeoutException) {
            return (Exception) cause;
        }
        Status.Code code = cause instanceof StatusRuntimeException status
                ? status.getStatus().getCode()
                : Status.Code.OK;
        boolean invalidFrames = code == Status.Code.INTERNAL && cause.getCause() != null; // a server sends no cause
        if (code == Status.Code.UNAVAILABLE) { // the connection was accepted, see RenewingClient
            return new ProtocolException("it closes the connection");
        }
        return invalidFrames || code == Status.Code.UNIMPLEMENTED || code == Status.Code.UNKNOWN
                ? new ProtocolException("it does not answer like a directory")
                : new IOException(FailureText.of(failure), failure);
    }
}
