package p2pchat.transport;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.grpc.javadsl.PekkoGrpcClient;
import org.jspecify.annotations.Nullable;
import p2pchat.model.Address;

/**
 * A generated client that is made anew once its peer is back.
 *
 * <p>A gRPC channel whose peer was gone backs off for up to two minutes and answers old errors meanwhile. So after a
 * connection failed, the next call first tries a bare TCP connect, which fails at once where nobody listens, and only
 * then makes a new client: each one made leaves some kilobytes behind until the system ends.
 *
 * <p>Threading: any thread.
 */
final class RenewingClient<C extends PekkoGrpcClient> {

    private final Address address;
    private final Duration connectDeadline;
    private final Supplier<C> maker;
    private @Nullable C client;
    private @Nullable CompletableFuture<C> renewal;
    private boolean closed;

    RenewingClient(Address address, Duration connectDeadline, Supplier<C> maker) {
        this.address = address;
        this.connectDeadline = connectDeadline;
        this.maker = maker;
    }

    <R> CompletionStage<R> call(Function<C, CompletionStage<R>> call) {
        return usable().thenCompose(used -> call.apply(used).whenComplete((reply, cause) -> {
            if (cause != null) {
                failed(used, cause);
            }
        }));
    }

    /** A client whose connection is not known to be broken. */
    synchronized CompletionStage<C> usable() {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("closed"));
        }
        if (client != null) {
            return CompletableFuture.completedFuture(client);
        }
        if (renewal != null) {
            return renewal;
        }
        CompletableFuture<C> started = new CompletableFuture<>();
        renewal = started; // before the probe, which may end at once
        TcpProbe.connect(address, connectDeadline).whenComplete((connected, cause) -> renewed(started, cause));
        return started;
    }

    /** A call or stream of this client failed; if its connection is to blame, the next call makes another. */
    void failed(C used, Throwable cause) {
        if (!connectionFailed(cause)) {
            return;
        }
        boolean current;
        synchronized (this) {
            current = client == used;
            if (current) {
                client = null;
            }
        }
        if (current) {
            used.close();
        }
    }

    void close() {
        C last;
        synchronized (this) {
            closed = true;
            last = client;
            client = null;
        }
        if (last != null) {
            last.close();
        }
    }

    private void renewed(CompletableFuture<C> started, @Nullable Throwable cause) {
        C made = null;
        synchronized (this) {
            renewal = null;
            if (cause == null && !closed) {
                made = maker.get();
                client = made;
            }
        }
        if (made != null) {
            started.complete(made);
        } else {
            started.completeExceptionally(cause == null ? new IllegalStateException("closed") : cause);
        }
    }

    private static boolean connectionFailed(Throwable thrown) {
        Throwable cause = FailureText.root(thrown);
        return cause instanceof StatusRuntimeException status
                ? status.getStatus().getCode() == Status.Code.UNAVAILABLE
                : cause instanceof IOException;
    }
}
