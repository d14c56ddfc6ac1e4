package p2pchat.runtime;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import p2pchat.model.ProblemException;

/** Blocks the main thread until a future completes. Not for actors. */
public final class Await {

    private Await() {}

    /** Waits for the value. Throws the {@link ProblemException} that the future failed with, if any. */
    public static <T> T result(Duration deadline, CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture()
                    .copy()
                    .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            throw ProblemException.find(e).map(ProblemException::new).orElseThrow(() -> e);
        }
    }

    /** Waits until the future completes or fails, or until the deadline. */
    public static void completion(Duration deadline, CompletionStage<?> stage) {
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
