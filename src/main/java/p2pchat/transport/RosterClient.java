package p2pchat.transport;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;
import p2pchat.model.Statement;
import p2pchat.roster.RosterPeers;

/** Exchanges statements with other members over gRPC. */
public final class RosterClient implements RosterPeers {

    private final GrpcClients clients;
    private final NetworkRegistry registry;
    private final NetworkId network;

    public RosterClient(GrpcClients clients, NetworkRegistry registry, NetworkId network) {
        this.clients = clients;
        this.registry = registry;
        this.network = network;
    }

    @Override
    public CompletionStage<Answer> exchange(Leader to, List<Statement> statements, Set<Long> known) {
        return CompletableFuture.failedStage(new IllegalStateException(clients + " " + registry + " " + network));
    }

    @Override
    public CompletionStage<Void> push(Leader to, List<Statement> statements) {
        return CompletableFuture.failedStage(new IllegalStateException("not yet"));
    }
}
