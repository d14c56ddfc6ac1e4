package p2pchat.nds;

import java.util.List;
import java.util.concurrent.CompletionStage;
import p2pchat.model.NetworkName;

/** Stores the records; implemented by {@code storage}. */
public interface DirectoryStore {

    /**
     * Everything in the store.
     *
     * @param rolledBack whether the store is an older copy of itself; then its records are {@code restored}
     */
    record Contents(List<NetworkRecord> records, boolean rolledBack) {}

    /** Reads all records once at the start. Blocks; fails with a {@code ProblemException}. */
    Contents load();

    /**
     * Replaces the record of this name. Completes once it would survive a power cut. Saves that wait together share one
     * commit. Never blocks. Fails with a {@code ProblemException} (disk full, file gone), and then changes nothing.
     */
    CompletionStage<Void> save(NetworkRecord record);

    /** Deletes the record of this name, like {@link #save}. */
    CompletionStage<Void> delete(NetworkName name);
}
