package p2pchat.simulation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that an exception thrown in any callback of a tracked future is rethrown. */
final class TrackedFuturesTest {

    private final TrackedFutures futures = new TrackedFutures();

    private static <T> T violation() {
        throw new SafetyChecker.Violation("on purpose");
    }

    static Stream<Consumer<CompletionStage<String>>> callbacks() {
        return Stream.of(
                future -> future.thenApply(value -> violation()),
                future -> future.thenAccept(value -> violation()),
                future -> future.thenRun(TrackedFuturesTest::violation),
                future -> future.thenCompose(value -> violation()),
                future -> future.whenComplete((value, cause) -> violation()),
                future -> future.handle((value, cause) -> violation()));
    }

    @ParameterizedTest
    @MethodSource("callbacks")
    void reportsExceptionThrownInCallback(Consumer<CompletionStage<String>> callback) {
        CompletableFuture<String> future = futures.incomplete();
        callback.accept(future);
        future.complete("done");
        assertThatThrownBy(futures::throwFirstFailure).hasMessage("on purpose");
    }

    @ParameterizedTest
    @MethodSource("callbacks")
    void reportsExceptionThrownFurtherDownChain(Consumer<CompletionStage<String>> callback) {
        callback.accept(futures.completed("done").thenApply(value -> value).thenCompose(futures::completed));
        assertThatThrownBy(futures::throwFirstFailure).hasMessage("on purpose");
    }

    @ParameterizedTest
    @MethodSource("callbacks")
    void reportsExceptionOnTrackedForeignFuture(Consumer<CompletionStage<String>> callback) {
        callback.accept(futures.track(CompletableFuture.completedFuture("done")));
        assertThatThrownBy(futures::throwFirstFailure).hasMessage("on purpose");
    }

    @Test
    void ignoresFuturesCompletedExceptionally() { // a lost connection, a full disk
        CompletableFuture<String> future = futures.incomplete();
        future.thenApply(String::length).handle((length, cause) -> cause);
        futures.track(future).whenComplete((value, cause) -> {});
        future.completeExceptionally(new IllegalStateException("no connection"));
        assertThatCode(futures::throwFirstFailure).doesNotThrowAnyException();
    }
}
