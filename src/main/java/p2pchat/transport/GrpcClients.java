package p2pchat.transport;

import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.grpc.GrpcClientSettings;
import org.apache.pekko.grpc.javadsl.PekkoGrpcClient;
import p2pchat.crypto.SigningKey;
import p2pchat.model.Address;
import p2pchat.model.DeviceKey;
import p2pchat.model.Problem;
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
    private final Tls tls;
    private final Consumer<Problem.WrongKey> wrongKeys;
    private final LruClients<PeerClient> control = new LruClients<>();
    private final LruClients<PeerClient> exchange = new LruClients<>();
    private final LruClients<PeerClient> unaryMessages = new LruClients<>();
    private final List<RenewingClient<NodeDiscoveryClient>> directories = new CopyOnWriteArrayList<>();

    /** @param key the key of the caller, proven to every server */
    public GrpcClients(ActorSystem<?> system, SigningKey key) {
        this(system, key, wrongKey -> {});
    }

    /**
     * @param key the key of the caller, proven to every server
     * @param wrongKeys receives each peer whose key was not the expected one, on any thread
     */
    public GrpcClients(ActorSystem<?> system, SigningKey key, Consumer<Problem.WrongKey> wrongKeys) {
        this.system = system;
        this.tls = new Tls(key);
        this.wrongKeys = wrongKeys;
    }

    RenewingClient<PeerClient> control(Address peer, DeviceKey device) {
        return control.get(
                new Target(peer, device), settings -> PeerClient.create(settings.withDeadline(MAX_CALL), system));
    }

    RenewingClient<PeerClient> exchange(Address peer, DeviceKey device) {
        return exchange.get(new Target(peer, device), settings -> PeerClient.create(settings, system));
    }

    RenewingClient<PeerClient> unaryMessages(Address peer, DeviceKey device) {
        return unaryMessages.get(
                new Target(peer, device), settings -> PeerClient.create(settings.withDeadline(MAX_CALL), system));
    }

    RenewingClient<NodeDiscoveryClient> directory(Address directory, ServerKeyCheck check) {
        RenewingClient<NodeDiscoveryClient> client = client(
                directory, check, settings -> NodeDiscoveryClient.create(settings.withDeadline(MAX_CALL), system));
        directories.add(client);
        return client;
    }

    /** Creates a client whose server must have the key that is expected. */
    <C extends PekkoGrpcClient> RenewingClient<C> client(
            Address address, ServerKeyCheck check, Function<GrpcClientSettings, C> maker) {
        PeerTrust trust = new PeerTrust(check);
        return new RenewingClient<>(
                address, CONNECT_DEADLINE, trust, () -> maker.apply(settings(address, tls.client(trust))));
    }

    /** Closes every connection; later calls connect again. */
    public void reconnect() {
        directories.forEach(RenewingClient::renew);
        List.of(control, exchange, unaryMessages).forEach(LruClients::renewAll);
    }

    private GrpcClientSettings settings(Address address, SslContext tlsContext) {
        return GrpcClientSettings.connectToServiceAt(address.host(), address.port(), system)
                .withBackend("netty") // the default ignores deadlines and hangs on closed ports
                .withChannelBuilderOverrides(builder -> {
                    builder.sslContext(tlsContext)
                            .directExecutor()
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

    /** A peer to call. If another device takes over the address, it gets its own connection. */
    private record Target(Address address, DeviceKey device) {}

    private ServerKeyCheck check(Target peer) {
        return ServerKeyCheck.only(peer.address(), peer.device(), wrongKeys);
    }

    private final class LruClients<C extends PekkoGrpcClient> {
        private final Map<Target, RenewingClient<C>> clients = new LinkedHashMap<>(16, 0.75f, true);

        synchronized RenewingClient<C> get(Target peer, Function<GrpcClientSettings, C> maker) {
            RenewingClient<C> client =
                    clients.computeIfAbsent(peer, target -> client(target.address(), check(target), maker));
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
