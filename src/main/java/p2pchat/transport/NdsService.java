package p2pchat.transport;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.nds.NdsGuardian;
import p2pchat.proto.CreateNetworkReply;
import p2pchat.proto.CreateNetworkRequest;
import p2pchat.proto.GetNetworkInformationReply;
import p2pchat.proto.GetNetworkInformationRequest;
import p2pchat.proto.NodeDiscovery;
import p2pchat.proto.UpdateLeaderReply;
import p2pchat.proto.UpdateLeaderRequest;

/** Serves the directory: translates each call into a typed command of its guardian. */
public final class NdsService implements NodeDiscovery {

    /** Longer than two checks of an old leader and a commit take. */
    private static final Duration ACTOR_DEADLINE = Duration.ofSeconds(5);

    private final ActorRef<NdsGuardian.Command> directory;
    private final String origin;

    /** @param origin see {@link NdsGuardian.Ask} */
    public NdsService(ActorRef<NdsGuardian.Command> directory, String origin) {
        this.directory = directory;
        this.origin = origin;
    }

    @Override
    public CompletionStage<CreateNetworkReply> createNetwork(CreateNetworkRequest request) {
        return ask(WireNds.create(request)).thenApply(WireNds::createReply);
    }

    @Override
    public CompletionStage<UpdateLeaderReply> updateLeader(UpdateLeaderRequest request) {
        return ask(WireNds.request(request)).thenApply(WireNds::updateReply);
    }

    @Override
    public CompletionStage<GetNetworkInformationReply> getNetworkInformation(GetNetworkInformationRequest request) {
        Optional<NetworkName> only =
                request.getName().isEmpty() ? Optional.empty() : Optional.of(WireNds.name(request.getName()));
        Wire.within("limit", request.getLimit(), 0, NdsGuardian.MAX_NETWORKS);
        CompletableFuture<List<NetworkInfo>> networks = deadline();
        int limit = request.getLimit() == 0 ? NdsGuardian.MAX_NETWORKS : request.getLimit();
        directory.tell(new NdsGuardian.ListNetworks(only, limit, networks));
        return networks.thenApply(found -> {
            GetNetworkInformationReply.Builder reply = GetNetworkInformationReply.newBuilder();
            found.forEach(info -> reply.addNetworks(WireNds.proto(info)));
            return reply.build();
        });
    }

    private CompletableFuture<DirectoryReply> ask(DirectoryRequest request) {
        CompletableFuture<DirectoryReply> reply = deadline();
        directory.tell(new NdsGuardian.Ask(request, origin, reply));
        return reply;
    }

    private static <T> CompletableFuture<T> deadline() {
        return new CompletableFuture<T>().orTimeout(ACTOR_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
