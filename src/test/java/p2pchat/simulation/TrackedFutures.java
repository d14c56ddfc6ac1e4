package p2pchat.simulation;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The futures of one run. What is thrown inside a callback of an ordinary future goes into the next future and is never
 * seen again; here it fails the run, be it a judge's verdict or a bug of a machine. That a future is completed with a
 * failure, as when a connection is lost, is no such thing.
 */
public final class TrackedFutures {

    private Optional<Throwable> failed = Optional.empty();

    /** One that nobody has kept yet. */
    public <T> CompletableFuture<T> incomplete() {
        return new TrackedFuture<>();
    }

    /** One that is kept already. */
    public <T> CompletableFuture<T> completed(T value) {
        CompletableFuture<T> future = incomplete();
        future.complete(value);
        return future;
    }

    /** The same as that of somebody who knows of no run. */
    public <T> CompletableFuture<T> track(CompletionStage<T> stranger) {
        CompletableFuture<T> future = incomplete();
        stranger.whenComplete((value, cause) -> {
            if (cause == null) {
                future.complete(value);
            } else {
                future.completeExceptionally(cause);
            }
        });
        return future;
    }

    /** Something was thrown where nobody would hear of it. */
    public void failed(Throwable bug) {
        failed = failed.or(() -> Optional.of(bug));
    }

    /** Throws the first that was thrown, if any was. */
    void throwFirstFailure() {
        if (failed.isPresent()) {
            Throwable bug = failed.get();
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
                    this.<T, U>tracked(any -> step.apply(value, cause)).apply(value));
        }

        @Override
        public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> step) {
            return super.whenComplete((value, cause) -> tracked(() -> step.accept(value, cause)));
        }

        private void tracked(Runnable step) {
            try {
                step.run();
            } catch (RuntimeException | Error bug) {
                failed(bug);
                throw bug;
            }
        }

        private <A, U> Function<A, U> tracked(Function<? super A, ? extends U> step) {
            return value -> {
                try {
                    return step.apply(value);
                } catch (RuntimeException | Error bug) {
                    failed(bug);
                    throw bug;
                }
            };
        }
    }
}
