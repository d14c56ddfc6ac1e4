package p2pchat.transport;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import p2pchat.membership.DirectoryCalls;
import p2pchat.model.Address;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.ProblemException;
import p2pchat.proto.GetNetworkInformationRequest;
import p2pchat.proto.NodeDiscoveryClient;

/** Calls the directory over gRPC. */
public final class NdsCalls implements DirectoryCalls {

    /** Longer than the directory needs to check an old leader twice and to commit. */
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(3);

    private final RenewingClient<NodeDiscoveryClient> client;

    public NdsCalls(GrpcClients clients, Address directory, ServerKeyCheck check) {
        this.client = clients.directory(directory, check);
    }

    @Override
    public CompletionStage<List<NetworkInfo>> networks(int limit) {
        var request = GetNetworkInformationRequest.newBuilder().setLimit(limit).build();
        return inTime(client.call(nds -> nds.getNetworkInformation(request)))
                .thenApply(reply ->
                        reply.getNetworksList().stream().map(WireNds::info).toList());
    }

    @Override
    public CompletionStage<Optional<NetworkInfo>> information(NetworkName name) {
        var request =
                GetNetworkInformationRequest.newBuilder().setName(name.value()).build();
        return inTime(client.call(nds -> nds.getNetworkInformation(request)))
                .thenApply(reply -> reply.getNetworksList().stream()
                        .map(WireNds::info)
                        .filter(info -> info.name().equals(name))
                        .findFirst());
    }

    @Override
    public CompletionStage<DirectoryReply> ask(DirectoryRequest request) {
        return request instanceof DirectoryRequest.Create create
                ? inTime(client.call(nds -> nds.createNetwork(WireNds.proto(create))))
                        .thenApply(WireNds::reply)
                : inTime(client.call(nds -> nds.updateLeader(WireNds.proto(request))))
                        .thenApply(WireNds::reply);
    }

    private static <T> CompletionStage<T> inTime(CompletionStage<T> call) {
        return call.toCompletableFuture()
                .copy()
                .orTimeout(ANSWER_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
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
