package p2pchat.transport;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLEngine;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.impl.engine.http2.TelemetrySpi;
import org.apache.pekko.http.scaladsl.model.HttpRequest;
import org.apache.pekko.http.scaladsl.model.HttpResponse;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.StreamTcpException;
import org.apache.pekko.stream.scaladsl.BidiFlow;
import org.apache.pekko.stream.scaladsl.Flow;
import org.apache.pekko.stream.scaladsl.Tcp;

/**
 * Puts TLS and a {@link ConnectionGuard} in front of every connection that a server accepts, so that the guard sees
 * clear text, and Pekko HTTP sees only connections that are within the limits and whose client is known. Pekko HTTP
 * creates it from the setting {@code pekko.http.http2-telemetry-class}, the only place where an HTTP/2 server lets
 * others see its connections.
 */
final class GuardedServer implements TelemetrySpi {

    /** Several for each member of several networks. */
    private static final int MAX_CONNECTIONS = 4096;

    static final int MAX_SILENT = 512;

    private final ActorSystem system;
    private final ConnectionTable table;
    private final HandshakeLimit handshakes = new HandshakeLimit(System.nanoTime());

    /** Called by reflection. */
    @SuppressWarnings("unused")
    GuardedServer(ActorSystem system) {
        this.system = system;
        int total = Math.min(MAX_CONNECTIONS, descriptorsLeft() / 2); // others for calls to members and for files
        this.table = new ConnectionTable(new ConnectionTable.Limits(
                total, Math.max(1, total / 2), Math.min(MAX_SILENT, Math.max(1, total / 4))));
    }

    /** Accepting without a free descriptor fails, and Pekko retries it without a pause. */
    private static int descriptorsLeft() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? (int) Math.min(
                        Integer.MAX_VALUE, unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount())
                : Integer.MAX_VALUE;
    }

    @Override
    public Flow<Tcp.IncomingConnection, Tcp.IncomingConnection, NotUsed> serverBinding() {
        return org.apache.pekko.stream.javadsl.Flow.<Tcp.IncomingConnection>create()
                .map(this::guarded)
                .asScala();
    }

    /** Pekko HTTP passes the attributes of the returned flow on to {@link #serverConnection}. */
    private Tcp.IncomingConnection guarded(Tcp.IncomingConnection incoming) {
        InetSocketAddress remote = incoming.remoteAddress();
        String origin = PeerAddress.origin(remote.getAddress());
        ClientConnection client = new ClientConnection(origin);
        ConnectionGuard guard = new ConnectionGuard(table, drop -> new ConnectionTable.Connection(origin, drop));
        return new Tcp.IncomingConnection(
                incoming.localAddress(),
                remote,
                BidiFlow.fromGraph(guard)
                        .atop(BidiFlow.fromGraph(new TlsStage(() -> engine(client, origin))))
                        .join(incoming.flow())
                        .addAttributes(Attributes.apply(client)));
    }

    /** Called with the first bytes of a connection. A probe sends none. */
    private SSLEngine engine(ClientConnection client, String origin) {
        if (!handshakes.tryAcquire(origin, System.nanoTime())) {
            throw new StreamTcpException("too many handshakes");
        }
        return ServerTls.of(Adapter.toTyped(system)).tls().server(client.trust());
    }

    /** Adds the connection to each request. */
    @Override
    public BidiFlow<HttpResponse, HttpResponse, HttpRequest, HttpRequest, NotUsed> serverConnection() {
        var requests = org.apache.pekko.stream.javadsl.Flow.fromMaterializer((materializer, attributes) -> {
                    ClientConnection client =
                            attributes.getAttribute(ClientConnection.class).orElseThrow();
                    return org.apache.pekko.stream.javadsl.Flow.<HttpRequest>create()
                            .map(request -> (HttpRequest) request.addAttribute(ClientConnection.KEY, client));
                })
                .mapMaterializedValue(unused -> NotUsed.getInstance());
        return org.apache.pekko.stream.javadsl.BidiFlow.fromFlows(
                        org.apache.pekko.stream.javadsl.Flow.<HttpResponse>create(), requests)
                .asScala();
    }

    @Override
    public BidiFlow<HttpRequest, HttpRequest, HttpResponse, HttpResponse, NotUsed> client() {
        return BidiFlow.identity();
    }
}
