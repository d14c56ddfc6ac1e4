package p2pchat.transport;

import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.grpc.GrpcClientSettings;
import org.apache.pekko.grpc.javadsl.PekkoGrpcClient;
import p2pchat.model.Address;
import p2pchat.proto.NodeDiscoveryClient;
import p2pchat.proto.PeerClient;

/**
 * The gRPC clients of this process. Each peer has three: control and unary messages, with a deadline on every call, and
 * exchange, whose streams have none. So pings and elections never queue behind chat (H23).
 *
 * <p>Threading: any thread.
 */
public final class GrpcClients {

    /** Upper bound for any call; callers set shorter timeouts. */
    static final Duration MAX_CALL = Duration.ofSeconds(10);

    private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(2);

    /** Twice the members of a network; beyond it the least recently used peer is closed. */
    private static final int MAX_PEERS = 512;

    /**
     * A connection that does not answer an HTTP/2 ping for this long after this much silence is given up, since TCP would
     * take a quarter of an hour. The shortest that gRPC allows.
     */
    private static final Duration KEEPALIVE = Duration.ofSeconds(10);

    private static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(5);

    /** Announces no compression, so that replies come uncompressed. */
    private static final DecompressorRegistry NO_GZIP =
            DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false);

    private final ActorSystem<?> system;
    private final LruClients<PeerClient> control = new LruClients<>();
    private final LruClients<PeerClient> exchange = new LruClients<>();
    private final LruClients<PeerClient> unaryMessages = new LruClients<>();
    private final List<RenewingClient<NodeDiscoveryClient>> directories = new CopyOnWriteArrayList<>();

    public GrpcClients(ActorSystem<?> system) {
        this.system = system;
    }

    RenewingClient<PeerClient> control(Address peer) {
        return control.get(peer, (address, settings) -> PeerClient.create(settings.withDeadline(MAX_CALL), system));
    }

    RenewingClient<PeerClient> exchange(Address peer) {
        return exchange.get(peer, (address, settings) -> PeerClient.create(settings, system));
    }

    RenewingClient<PeerClient> unaryMessages(Address peer) {
        return unaryMessages.get(
                peer, (address, settings) -> PeerClient.create(settings.withDeadline(MAX_CALL), system));
    }

    RenewingClient<NodeDiscoveryClient> directory(Address directory) {
        RenewingClient<NodeDiscoveryClient> client = new RenewingClient<>(
                directory,
                CONNECT_DEADLINE,
                () -> NodeDiscoveryClient.create(settings(directory).withDeadline(MAX_CALL), system));
        directories.add(client);
        return client;
    }

    /** Closes every connection; later calls connect again. */
    public void reconnect() {
        directories.forEach(RenewingClient::renew);
        List.of(control, exchange, unaryMessages).forEach(LruClients::renewAll);
    }

    private GrpcClientSettings settings(Address address) {
        return GrpcClientSettings.connectToServiceAt(address.host(), address.port(), system)
                .withTls(false)
                .withBackend("netty") // the default ignores deadlines and hangs on closed ports
                .withChannelBuilderOverrides(builder -> {
                    builder.directExecutor()
                            .decompressorRegistry(NO_GZIP)
                            .keepAliveTime(KEEPALIVE.toMillis(), TimeUnit.MILLISECONDS)
                            .keepAliveTimeout(KEEPALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
                    return address.host().contains(":") ? builder.overrideAuthority(authority(address)) : builder;
                });
    }

    /** Returns the authority for an IPv6 literal; the library leaves out the brackets. A zone has no meaning to others. */
    private static String authority(Address address) {
        return new Address(address.host().replaceFirst("%.*", ""), address.port()).toString();
    }

    private final class LruClients<C extends PekkoGrpcClient> {
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

        synchronized void renewAll() {
            clients.values().forEach(RenewingClient::renew);
        }
    }
}
