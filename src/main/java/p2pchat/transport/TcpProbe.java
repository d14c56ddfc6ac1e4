package p2pchat.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.model.Address;

/** Checks whether a process accepts connections at an address, without blocking a thread. */
final class TcpProbe {

    private static final Logger LOG = LoggerFactory.getLogger(TcpProbe.class);

    private TcpProbe() {}

    /** Completes once connected, and closes the connection; fails with the reason, at the latest at the deadline. */
    static CompletionStage<Void> connect(Address address, Duration deadline) {
        return CompletableFuture.supplyAsync(() -> new InetSocketAddress(address.host(), address.port())) // may ask DNS
                .thenCompose(resolved -> connect(resolved, deadline))
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(cause -> CompletableFuture.failedFuture(
                        FailureText.root(cause) instanceof TimeoutException
                                ? new SocketTimeoutException("no connection in time")
                                : cause));
    }

    private static CompletionStage<Void> connect(InetSocketAddress address, Duration deadline) {
        if (address.isUnresolved()) {
            return CompletableFuture.failedFuture(new IOException("unknown host " + address.getHostString()));
        }
        CompletableFuture<Void> connected =
                new CompletableFuture<Void>().orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
        try {
            AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
            channel.connect(address, null, new CompletionHandler<Void, Void>() {
                @Override
                public void completed(Void result, Void attachment) {
                    connected.complete(null);
                }

                @Override
                public void failed(Throwable cause, Void attachment) {
                    connected.completeExceptionally(cause);
                }
            });
            return connected.whenComplete((done, cause) -> close(channel));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static void close(AsynchronousSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("could not close a probe", e);
        }
    }
}
