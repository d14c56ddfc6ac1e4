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
 * Replaces a generated client after its connection failed.
 *
 * <p>A gRPC channel backs off for up to two minutes after its peer was unreachable, and returns old errors meanwhile.
 * So after a failed connection, the next call first tries a TCP connect, which fails at once if no process listens, and
 * only then creates a client. Each client created leaks some kilobytes until the actor system ends.
 *
 * <p>Threading: any thread.
 */
final class RenewingClient<C extends PekkoGrpcClient> {

    private final Address address;
    private final Duration connectDeadline;
    private final PeerTrust trust;
    private final Supplier<C> maker;
    private @Nullable C client;
    private @Nullable CompletableFuture<C> renewal;
    private boolean closed;

    /** @param trust checks the key of the server on each connection of the clients that are created */
    RenewingClient(Address address, Duration connectDeadline, PeerTrust trust, Supplier<C> maker) {
        this.address = address;
        this.connectDeadline = connectDeadline;
        this.trust = trust;
        this.maker = maker;
    }

    /** Calls the server. Fails with a {@code ProblemException} if it has the wrong key; then nothing was sent. */
    <R> CompletionStage<R> call(Function<C, CompletionStage<R>> call) {
        return usable().thenCompose(used -> call.apply(used).exceptionallyCompose(cause -> {
            reportFailure(used, cause);
            return CompletableFuture.failedFuture(
                    connectionFailed(cause)
                            ? trust.refusal().<Throwable>map(refusal -> refusal).orElse(cause)
                            : cause);
        }));
    }

    /** Completes with a client whose connection is not known to be broken. */
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

    /** Reports a failed call or stream. If the connection failed, the next call creates a client. */
    void reportFailure(C used, Throwable cause) {
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

    /** Closes the connection; the next call opens another. */
    void renew() {
        C last;
        synchronized (this) {
            last = client;
            client = null;
        }
        if (last != null) {
            last.close();
        }
    }

    void close() {
        synchronized (this) {
            closed = true;
        }
        renew();
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
