package p2pchat.nds;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The record of one name as the store has confirmed it last. It outlives the actor that saves, so that one that crashed
 * starts again from what is durable, a save under way included, and from nothing older.
 *
 * <p>Threading: one actor at a time saves; completions come from the store's thread.
 */
final class DurableRecord {

    private final DirectoryStore store;
    private volatile CompletionStage<Optional<NetworkRecord>> latest;

    DurableRecord(DirectoryStore store, Optional<NetworkRecord> loaded) {
        this.store = store;
        this.latest = CompletableFuture.completedFuture(loaded);
    }

    /** Completes with the durable record once no save is under way; never fails. */
    CompletionStage<Optional<NetworkRecord>> latest() {
        return latest;
    }

    /** Whether there is no record, nor one being saved. */
    boolean isFree() {
        CompletableFuture<Optional<NetworkRecord>> now = latest.toCompletableFuture();
        return now.isDone() && now.getNow(Optional.empty()).isEmpty();
    }

    /** Completes when the store does, after {@link #latest} has. */
    CompletionStage<Void> save(NetworkRecord record) {
        CompletionStage<Optional<NetworkRecord>> before = latest;
        CompletionStage<Void> saved = store.save(record);
        latest = saved.handle((done, failure) -> failure == null)
                .thenCombine(before, (durable, old) -> durable ? Optional.of(record) : old);
        return latest.thenCompose(known -> saved);
    }
}
