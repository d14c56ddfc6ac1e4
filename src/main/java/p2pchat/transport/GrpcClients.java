package p2pchat.transport;

import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.grpc.GrpcClientSettings;
import org.apache.pekko.grpc.javadsl.PekkoGrpcClient;
import p2pchat.model.Address;
import p2pchat.proto.NodeDiscoveryClient;
import p2pchat.proto.PeerClient;

/**
 * The clients of this process, two for each peer: control, with a deadline on every call, and exchange, whose streams
 * have none, so that pings and elections never queue behind chat (H23).
 *
 * <p>Threading: any thread.
 */
public final class GrpcClients {

    /** The longest any single call may take; callers wait less where they must. */
    static final Duration LONGEST_CALL = Duration.ofSeconds(10);

    private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(2);

    /** Twice the members a network may have; beyond it the peer not talked to for longest is let go. */
    private static final int MAX_PEERS = 512;

    /** Unused decompressors: the server is told that answers come as they are. */
    private static final DecompressorRegistry NO_GZIP =
            DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false);

    private final ActorSystem<?> system;
    private final LeastRecent<PeerClient> control = new LeastRecent<>();
    private final LeastRecent<PeerClient> exchange = new LeastRecent<>();
    private final LeastRecent<PeerClient> letters = new LeastRecent<>();

    public GrpcClients(ActorSystem<?> system) {
        this.system = system;
    }

    RenewingClient<PeerClient> control(Address peer) {
        return control.get(peer, (address, settings) -> PeerClient.create(settings.withDeadline(LONGEST_CALL), system));
    }

    RenewingClient<PeerClient> exchange(Address peer) {
        return exchange.get(peer, (address, settings) -> PeerClient.create(settings, system));
    }

    /** For single messages: neither pings nor streams wait behind them (H23). */
    RenewingClient<PeerClient> letters(Address peer) {
        return letters.get(peer, (address, settings) -> PeerClient.create(settings.withDeadline(LONGEST_CALL), system));
    }

    RenewingClient<NodeDiscoveryClient> directory(Address directory) {
        return new RenewingClient<>(
                directory,
                CONNECT_DEADLINE,
                () -> NodeDiscoveryClient.create(settings(directory).withDeadline(LONGEST_CALL), system));
    }

    private GrpcClientSettings settings(Address address) {
        return GrpcClientSettings.connectToServiceAt(address.host(), address.port(), system)
                .withTls(false)
                .withBackend("netty") // the other one ignores deadlines and hangs on dead ports
                .withChannelBuilderOverrides(builder -> builder.directExecutor().decompressorRegistry(NO_GZIP));
    }

    private final class LeastRecent<C extends PekkoGrpcClient> {
        private final Map<Address, RenewingClient<C>> clients = new LinkedHashMap<>(16, 0.75f, true);

        synchronized RenewingClient<C> get(Address peer, BiFunction<Address, GrpcClientSettings, C> maker) {
            RenewingClient<C> client = clients.computeIfAbsent(
                    peer,
                    address -> new RenewingClient<>(
                            address, CONNECT_DEADLINE, () -> maker.apply(address, settings(address))));
            if (clients.size() > MAX_PEERS) {
                var oldest = clients.values().iterator();
                oldest.next().close();
                oldest.remove();
            }
            return client;
        }
    }
}
