package p2pchat.journal;

import java.util.List;
import java.util.Optional;
import p2pchat.journal.JournalEntry.Kind;
import p2pchat.model.NodeId;

/** Records the steps of this node. Bounded; drops the oldest entries first. Never blocks and never fails. */
public interface Journal {

    /** In memory and on disk. */
    int MAX_ENTRIES = 10_000;

    void record(Kind kind, Optional<NodeId> about, long epoch, String detail);

    /** Returns the entries, oldest first. */
    List<JournalEntry> entries();
}
