package p2pchat.transport;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Sink;
import p2pchat.crypto.ForgedException;
import p2pchat.model.DeviceKey;
import p2pchat.model.ForkProof;
import p2pchat.model.Header;
import p2pchat.model.LogState;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.ViewId;
import p2pchat.proto.PeerClient;
import p2pchat.proto.SyncReply;
import p2pchat.proto.SyncRequest;
import p2pchat.sync.RemoteLogs;
import p2pchat.sync.SyncQuery;

/** Requesting end of synchronisation. Uses the clients of chat, so that pings never queue behind it (H23). */
public final class SyncClient implements RemoteLogs {

    /** Between two chunks. After a timeout, the chunks received are kept. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

    /** With two, the store has the next one when it has committed one. */
    private static final int MAX_STORING = 2;

    private final ActorSystem<?> system;
    private final GrpcClients clients;
    private final NetworkRegistry registry;
    private final NetworkId network;
    private final MemberId self;

    public SyncClient(
            ActorSystem<?> system, GrpcClients clients, NetworkRegistry registry, NetworkId network, MemberId self) {
        this.system = system;
        this.clients = clients;
        this.registry = registry;
        this.network = network;
        this.self = self;
    }

    @Override
    public CompletionStage<Void> pull(Member from, SyncQuery query, Receiver taker) {
        return registry.keys(network)
                .thenCompose(keys -> keys.device(from.uid())
                        .thenCompose(device -> keys.gate()
                                .requireAdmitted(from.uid(), device)
                                .thenCompose(admitted -> pull(device, keys, from, query, taker))));
    }

    private CompletionStage<Void> pull(
            DeviceKey device, MemberKeys keys, Member from, SyncQuery query, Receiver taker) {
        SharedKillSwitch end = KillSwitches.shared("sync from " + from.node());
        RosterGate.Stream stream =
                keys.gate().open(from.uid(), device, () -> end.abort(new IllegalStateException(from + " was removed")));
        return pull(clients.exchange(from.address(), device), keys, from, query, taker, end)
                .whenComplete((done, cause) -> stream.ended());
    }

    private CompletionStage<Void> pull(
            RenewingClient<PeerClient> client,
            MemberKeys keys,
            Member from,
            SyncQuery query,
            Receiver taker,
            SharedKillSwitch end) {
        Header header = new Header(Optional.of(self.node()), self.uid(), Optional.of(from.uid()), ViewId.NONE);
        SyncRequest request = WireSync.proto(query, keys.header(header));
        return client.usable()
                .thenCompose(used -> used.sync(request)
                        .idleTimeout(IDLE_TIMEOUT)
                        .via(end.flow())
                        .mapAsync(1, reply -> verify(reply, taker, keys))
                        .mapAsync(MAX_STORING, Supplier::get) // the next reply is verified meanwhile
                        .runWith(Sink.ignore(), system)
                        .whenComplete((done, cause) -> {
                            if (cause != null) {
                                registry.countForged(cause, from.id());
                                client.reportFailure(used, cause);
                            }
                        })
                        .thenAccept(done -> {}));
    }

    /** Checks a reply. Completes with the action that hands it to the receiver. */
    private static CompletionStage<Supplier<CompletionStage<?>>> verify(
            SyncReply reply, Receiver taker, MemberKeys keys) {
        if (reply.hasRefused()) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("refused: " + reply.getRefused().getReason()));
        }
        if (reply.getMessagesCount() > 0) {
            return VerifierThreads.verify(reply.getSealsCount(), () -> WireSync.chunk(reply, keys))
                    .thenApply(messages -> () -> taker.onMessages(messages));
        }
        return VerifierThreads.verify(2 * (reply.getAuthorsCount() + reply.getProofsCount()), () -> first(reply, keys))
                .thenApply(first -> () -> {
                    taker.onHeader(first.theirs(), first.authors(), first.proofs());
                    return CompletableFuture.completedStage(true);
                });
    }

    /** The first reply. */
    private record First(LogState theirs, Map<NodeId, Nick> authors, List<ForkProof> proofs) {}

    private static First first(SyncReply reply, MemberKeys keys) throws ForgedException {
        Map<NodeId, Nick> authors = WireSync.authors(reply, keys); // proofs may be about these
        return new First(WireSync.state(reply), authors, WireForks.proofs(reply.getProofsList(), keys));
    }
}
