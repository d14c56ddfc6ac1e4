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

/** Whatever a judge or a machine throws in a callback of the simulation must fail the run. */
final class TrackedFuturesTest {

    private final TrackedFutures futures = new TrackedFutures();

    private static <T> T verdict() {
        throw new SafetyChecker.Violation("on purpose");
    }

    static Stream<Consumer<CompletionStage<String>>> callbacks() {
        return Stream.of(
                future -> future.thenApply(value -> verdict()),
                future -> future.thenAccept(value -> verdict()),
                future -> future.thenRun(TrackedFuturesTest::verdict),
                future -> future.thenCompose(value -> verdict()),
                future -> future.whenComplete((value, cause) -> verdict()),
                future -> future.handle((value, cause) -> verdict()));
    }

    @ParameterizedTest
    @MethodSource("callbacks")
    void reportsExceptionThrownInCallback(Consumer<CompletionStage<String>> callback) {
        CompletableFuture<String> future = futures.incomplete();
        callback.accept(future);
        future.complete("kept");
        assertThatThrownBy(futures::throwFirstFailure).hasMessage("on purpose");
    }

    @ParameterizedTest
    @MethodSource("callbacks")
    void reportsExceptionThrownFurtherDownChain(Consumer<CompletionStage<String>> callback) {
        callback.accept(futures.completed("kept").thenApply(value -> value).thenCompose(futures::completed));
        assertThatThrownBy(futures::throwFirstFailure).hasMessage("on purpose");
    }

    @ParameterizedTest
    @MethodSource("callbacks")
    void reportsExceptionOnTrackedForeignFuture(Consumer<CompletionStage<String>> callback) {
        callback.accept(futures.track(CompletableFuture.completedFuture("kept")));
        assertThatThrownBy(futures::throwFirstFailure).hasMessage("on purpose");
    }

    @Test
    void ignoresFuturesCompletedExceptionally() { // a connection that is lost, a disk that is full
        CompletableFuture<String> future = futures.incomplete();
        future.thenApply(String::length).handle((length, cause) -> cause);
        futures.track(future).whenComplete((value, cause) -> {});
        future.completeExceptionally(new IllegalStateException("no connection"));
        assertThatCode(futures::throwFirstFailure).doesNotThrowAnyException();
    }
}
