package p2pchat.transport;

import java.io.IOException;
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
import p2pchat.proto.GetNetworkInformationRequest;
import p2pchat.proto.NodeDiscoveryClient;

/** Calls the directory over gRPC. */
public final class NdsCalls implements DirectoryCalls {

    /** Longer than the directory needs to check an old leader twice and to commit. */
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(3);

    private final RenewingClient<NodeDiscoveryClient> client;

    public NdsCalls(GrpcClients clients, Address directory) {
        this.client = clients.directory(directory);
    }

    @Override
    public CompletionStage<List<NetworkInfo>> networks() {
        return inTime(client.call(nds -> nds.getNetworkInformation(GetNetworkInformationRequest.getDefaultInstance())))
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

    /** Keeps a timeout apart from other failures, because the caller may retry after it. */
    private static Exception described(Throwable failure) {
        boolean late = FailureText.root(failure) instanceof TimeoutException;
        String text = FailureText.of(failure);
        return late ? new TimeoutException(text) : new IOException(text, failure);
    }
}
