package p2pchat.runtime;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import p2pchat.model.ProblemException;

/** Waits on the main thread, which has nothing else to do; no actor ever does. */
public final class Await {

    private Await() {}

    /**
     * The value, once it is there.
     *
     * @throws ProblemException if that is what went wrong
     */
    public static <T> T upTo(Duration deadline, CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture()
                    .copy()
                    .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            throw ProblemException.in(e).map(ProblemException::new).orElseThrow(() -> e);
        }
    }

    /** Waits for the end of something, however it ends, but not for ever. */
    public static void politely(Duration deadline, CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture()
                    .copy()
                    .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            LoggerFactory.getLogger(Await.class).debug("did not end in time", e);
        }
    }
}
