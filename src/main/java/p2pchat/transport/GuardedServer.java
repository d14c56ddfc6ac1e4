package p2pchat.transport;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.impl.engine.http2.TelemetrySpi;
import org.apache.pekko.http.scaladsl.model.HttpRequest;
import org.apache.pekko.http.scaladsl.model.HttpResponse;
import org.apache.pekko.stream.scaladsl.BidiFlow;
import org.apache.pekko.stream.scaladsl.Flow;
import org.apache.pekko.stream.scaladsl.Tcp;

/**
 * Puts a {@link ConnectionGuard} in front of every connection that a server accepts. Pekko HTTP creates it from the
 * setting {@code pekko.http.http2-telemetry-class}, the only place where an HTTP/2 server lets others see its
 * connections.
 */
final class GuardedServer implements TelemetrySpi {

    /** Several for each member of several networks. */
    private static final int MAX_CONNECTIONS = 4096;

    static final int MAX_SILENT = 512;

    private final ConnectionTable table;

    /** Called by reflection. */
    @SuppressWarnings("unused")
    GuardedServer(ActorSystem system) {
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

    private Tcp.IncomingConnection guarded(Tcp.IncomingConnection incoming) {
        InetSocketAddress remote = incoming.remoteAddress();
        String origin = PeerAddress.origin(remote.getAddress());
        ConnectionGuard guard = new ConnectionGuard(table, drop -> new ConnectionTable.Connection(origin, drop));
        return new Tcp.IncomingConnection(
                incoming.localAddress(), remote, BidiFlow.fromGraph(guard).join(incoming.flow()));
    }

    @Override
    public BidiFlow<HttpResponse, HttpResponse, HttpRequest, HttpRequest, NotUsed> serverConnection() {
        return BidiFlow.identity();
    }

    @Override
    public BidiFlow<HttpRequest, HttpRequest, HttpResponse, HttpResponse, NotUsed> client() {
        return BidiFlow.identity();
    }
}
