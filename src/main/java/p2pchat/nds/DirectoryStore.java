package p2pchat.nds;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Keeps the records. {@code storage} implements it over SQLite, tests in memory. */
public interface DirectoryStore {

    /**
     * What is in the store.
     *
     * @param putBack whether it is an older copy of itself; then its records are {@code restored}
     */
    record Kept(List<NetworkRecord> records, boolean putBack) {}

    /** Every record, read once at the start. Blocks; fails with a {@code ProblemException}. */
    Kept load();

    /**
     * Replaces the record of this name. Completes once it would survive a power cut; saves that wait together share one
     * commit. Never blocks; fails with a {@code ProblemException} (disk full, file gone) and then nothing has changed.
     */
    CompletionStage<Void> save(NetworkRecord record);
}
