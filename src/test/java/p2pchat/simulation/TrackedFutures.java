package p2pchat.simulation;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Creates futures whose callbacks cannot hide an exception. An ordinary future passes an exception thrown in a callback
 * to the next future, where a checker's violation or a bug would go unnoticed; here it fails the run. Completing a
 * future exceptionally, for example because a connection is lost, does not.
 */
public final class TrackedFutures {

    private Optional<Throwable> firstFailure = Optional.empty();

    public <T> CompletableFuture<T> incomplete() {
        return new TrackedFuture<>();
    }

    public <T> CompletableFuture<T> completed(T value) {
        CompletableFuture<T> future = incomplete();
        future.complete(value);
        return future;
    }

    /** Returns a tracked future that completes as the given one does. */
    public <T> CompletableFuture<T> track(CompletionStage<T> untracked) {
        CompletableFuture<T> future = incomplete();
        untracked.whenComplete((value, cause) -> {
            if (cause == null) {
                future.complete(value);
            } else {
                future.completeExceptionally(cause);
            }
        });
        return future;
    }

    /** Records an exception that would otherwise be lost. */
    public void recordFailure(Throwable bug) {
        firstFailure = firstFailure.or(() -> Optional.of(bug));
    }

    /** Throws the first recorded exception, if there is one. */
    void throwFirstFailure() {
        if (firstFailure.isPresent()) {
            Throwable bug = firstFailure.get();
            if (bug instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) bug;
        }
    }

    private final class TrackedFuture<T> extends CompletableFuture<T> {

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new TrackedFuture<>();
        }

        @Override
        public <U> CompletableFuture<U> thenApply(Function<? super T, ? extends U> step) {
            return super.thenApply(tracked(step));
        }

        @Override
        public <U> CompletableFuture<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> step) {
            return super.thenCompose(tracked(step));
        }

        @Override
        public CompletableFuture<Void> thenAccept(Consumer<? super T> step) {
            return super.thenAccept(value -> tracked(() -> step.accept(value)));
        }

        @Override
        public CompletableFuture<Void> thenRun(Runnable step) {
            return super.thenRun(() -> tracked(step));
        }

        @Override
        public <U> CompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> step) {
            return super.handle((value, cause) ->
                    this.<T, U>tracked(ignored -> step.apply(value, cause)).apply(value));
        }

        @Override
        public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> step) {
            return super.whenComplete((value, cause) -> tracked(() -> step.accept(value, cause)));
        }

        private void tracked(Runnable step) {
            try {
                step.run();
            } catch (RuntimeException | Error bug) {
                recordFailure(bug);
                throw bug;
            }
        }

        private <A, U> Function<A, U> tracked(Function<? super A, ? extends U> step) {
            return value -> {
                try {
                    return step.apply(value);
                } catch (RuntimeException | Error bug) {
                    recordFailure(bug);
                    throw bug;
                }
            };
        }
    }
}
