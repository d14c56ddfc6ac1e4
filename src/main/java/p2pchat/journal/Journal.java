package p2pchat.journal;

import java.util.List;
import java.util.Optional;
import p2pchat.journal.JournalEntry.Kind;
import p2pchat.model.NodeId;

/** Takes notes. Bounded: the oldest go first. Never blocks and never fails; a lost note loses nothing else. */
public interface Journal {

    /** So many entries are kept, in memory and on disk. */
    int MAX_ENTRIES = 10_000;

    void note(Kind kind, Optional<NodeId> about, long epoch, String detail);

    /** What was noted, oldest first. */
    List<JournalEntry> entries();
}
