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
public final class Promises {

    private Optional<Throwable> broken = Optional.empty();

    /** One that nobody has kept yet. */
    public <T> CompletableFuture<T> open() {
        return new Watched<>();
    }

    /** One that is kept already. */
    public <T> CompletableFuture<T> kept(T value) {
        CompletableFuture<T> promise = open();
        promise.complete(value);
        return promise;
    }

    /** The same as that of somebody who knows of no run. */
    public <T> CompletableFuture<T> of(CompletionStage<T> stranger) {
        CompletableFuture<T> promise = open();
        stranger.whenComplete((value, cause) -> {
            if (cause == null) {
                promise.complete(value);
            } else {
                promise.completeExceptionally(cause);
            }
        });
        return promise;
    }

    /** Something was thrown where nobody would hear of it. */
    public void broken(Throwable bug) {
        broken = broken.or(() -> Optional.of(bug));
    }

    /** Throws the first that was thrown, if any was. */
    void judge() {
        if (broken.isPresent()) {
            Throwable bug = broken.get();
            if (bug instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) bug;
        }
    }

    private final class Watched<T> extends CompletableFuture<T> {

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new Watched<>();
        }

        @Override
        public <U> CompletableFuture<U> thenApply(Function<? super T, ? extends U> step) {
            return super.thenApply(seen(step));
        }

        @Override
        public <U> CompletableFuture<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> step) {
            return super.thenCompose(seen(step));
        }

        @Override
        public CompletableFuture<Void> thenAccept(Consumer<? super T> step) {
            return super.thenAccept(value -> seen(() -> step.accept(value)));
        }

        @Override
        public CompletableFuture<Void> thenRun(Runnable step) {
            return super.thenRun(() -> seen(step));
        }

        @Override
        public <U> CompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> step) {
            return super.handle((value, cause) ->
                    this.<T, U>seen(any -> step.apply(value, cause)).apply(value));
        }

        @Override
        public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> step) {
            return super.whenComplete((value, cause) -> seen(() -> step.accept(value, cause)));
        }

        private void seen(Runnable step) {
            try {
                step.run();
            } catch (RuntimeException | Error bug) {
                broken(bug);
                throw bug;
            }
        }

        private <A, U> Function<A, U> seen(Function<? super A, ? extends U> step) {
            return value -> {
                try {
                    return step.apply(value);
                } catch (RuntimeException | Error bug) {
                    broken(bug);
                    throw bug;
                }
            };
        }
    }
}
