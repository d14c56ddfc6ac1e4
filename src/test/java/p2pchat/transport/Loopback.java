package p2pchat.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import p2pchat.model.Address;

/** Helpers for tests over real sockets. */
final class Loopback {

    private static final long PATIENCE_SECONDS = 20;
    private static final int MAX_TRIES = 10;

    private Loopback() {}

    static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .copy()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** Repeats a call that misses its own deadline, as the first one may on a busy machine. */
    static <T> T answer(Supplier<CompletionStage<T>> call) {
        for (int tries = 1; ; tries++) {
            try {
                return get(call.get());
            } catch (CompletionException e) {
                if (!(FailureText.root(e) instanceof TimeoutException) || tries == MAX_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Returns the cause without the wrappers of futures. */
    static Throwable failure(CompletionStage<?> stage) {
        try {
            throw new AssertionError("expected a failure, got " + get(stage));
        } catch (CompletionException e) {
            return FailureText.root(e);
        }
    }

    /** Returns a free port. */
    static Address deadPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Address("127.0.0.1", socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
