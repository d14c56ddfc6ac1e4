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
final class PromisesTest {

    private final Promises promises = new Promises();

    private static <T> T verdict() {
        throw new SafetyChecker.Violation("on purpose");
    }

    static Stream<Consumer<CompletionStage<String>>> callbacks() {
        return Stream.of(
                promise -> promise.thenApply(value -> verdict()),
                promise -> promise.thenAccept(value -> verdict()),
                promise -> promise.thenRun(PromisesTest::verdict),
                promise -> promise.thenCompose(value -> verdict()),
                promise -> promise.whenComplete((value, cause) -> verdict()),
                promise -> promise.handle((value, cause) -> verdict()));
    }

    @ParameterizedTest
    @MethodSource("callbacks")
    void whatACallbackThrowsIsSeen(Consumer<CompletionStage<String>> callback) {
        CompletableFuture<String> promise = promises.open();
        callback.accept(promise);
        promise.complete("kept");
        assertThatThrownBy(promises::judge).hasMessage("on purpose");
    }

    @ParameterizedTest
    @MethodSource("callbacks")
    void alsoFurtherDownTheChain(Consumer<CompletionStage<String>> callback) {
        callback.accept(promises.kept("kept").thenApply(value -> value).thenCompose(promises::kept));
        assertThatThrownBy(promises::judge).hasMessage("on purpose");
    }

    @ParameterizedTest
    @MethodSource("callbacks")
    void alsoOnTheFutureOfAStranger(Consumer<CompletionStage<String>> callback) {
        callback.accept(promises.of(CompletableFuture.completedFuture("kept")));
        assertThatThrownBy(promises::judge).hasMessage("on purpose");
    }

    @Test
    void aFailureThatIsToldIsNotThrown() { // a connection that is lost, a disk that is full
        CompletableFuture<String> promise = promises.open();
        promise.thenApply(String::length).handle((length, cause) -> cause);
        promises.of(promise).whenComplete((value, cause) -> {});
        promise.completeExceptionally(new IllegalStateException("no connection"));
        assertThatCode(promises::judge).doesNotThrowAnyException();
    }
}
