package p2pchat.journal;

import java.util.List;

/** Records the steps of this node. Bounded; drops the oldest entries first. Never blocks and never fails. */
public interface Journal {

    /** In memory and on disk. */
    int MAX_ENTRIES = 10_000;

    void record(JournalEntry.Step step);

    /** Returns the entries, oldest first. */
    List<JournalEntry> entries();
}
