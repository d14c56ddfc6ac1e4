package p2pchat.transport;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import p2pchat.crypto.ForgedException;

/**
 * Verifies frames with many signatures on two threads of its own, because a signature takes 0.1 ms and one frame may have
 * a thousand. Pings are answered by other threads and never wait for it. Every stream has one frame here at a time.
 */
final class VerifierThreads {

    /** A frame with at most this many signatures is verified at once, without a change of threads. */
    static final int IN_PLACE = 4;

    private static final int THREADS = 2;
    private static final int MAX_WAITING = 4_096;

    private static final ThreadPoolExecutor THREAD_POOL = new ThreadPoolExecutor(
            THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
                Thread thread = new Thread(task, "verifier");
                thread.setDaemon(true);
                return thread;
            });

    static {
        THREAD_POOL.allowCoreThreadTimeOut(true);
    }

    /** Decodes and verifies a frame. */
    interface Verification<T> {
        T run() throws ForgedException;
    }

    private VerifierThreads() {}

    /**
     * Completes with the result. Fails with a {@link ForgedException} or a {@link MalformedException}.
     *
     * @param signatures in the frame
     */
    static <T> CompletionStage<T> verify(int signatures, Verification<T> verification) {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (signatures <= IN_PLACE) {
            complete(result, verification);
            return result;
        }
        try {
            THREAD_POOL.execute(() -> complete(result, verification));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new IllegalStateException("busy"));
        }
        return result;
    }

    private static <T> void complete(CompletableFuture<T> result, Verification<T> verification) {
        try {
            result.complete(verification.run());
        } catch (ForgedException | RuntimeException e) {
            result.completeExceptionally(e);
        }
    }
}
