package p2pchat.nds;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import p2pchat.model.NetworkName;

/**
 * The last durable record of one name. Outlives its actor, so that a restarted actor continues from the durable record,
 * including a save under way.
 *
 * <p>Threading: one actor at a time saves; completions run on the store's thread.
 */
final class DurableRecord {

    private final DirectoryStore store;
    private volatile CompletionStage<Optional<NetworkRecord>> latest;

    DurableRecord(DirectoryStore store, Optional<NetworkRecord> loaded) {
        this.store = store;
        this.latest = CompletableFuture.completedFuture(loaded);
    }

    /** Completes with the durable record once no save is under way. Never fails. */
    CompletionStage<Optional<NetworkRecord>> latest() {
        return latest;
    }

    /** Whether there is no record and none is being saved. */
    boolean isFree() {
        CompletableFuture<Optional<NetworkRecord>> now = latest.toCompletableFuture();
        return now.isDone() && now.getNow(Optional.empty()).isEmpty();
    }

    /** Completes when the store does, after {@link #latest} has. */
    CompletionStage<Void> save(NetworkRecord record) {
        return replace(Optional.of(record), store.save(record));
    }

    /** Completes like {@link #save}. */
    CompletionStage<Void> delete(NetworkName name) {
        return replace(Optional.empty(), store.delete(name));
    }

    private CompletionStage<Void> replace(Optional<NetworkRecord> next, CompletionStage<Void> saved) {
        CompletionStage<Optional<NetworkRecord>> before = latest;
        latest = saved.handle((done, failure) -> failure == null)
                .thenCombine(before, (durable, old) -> durable ? next : old);
        return latest.thenCompose(known -> saved);
    }
}
