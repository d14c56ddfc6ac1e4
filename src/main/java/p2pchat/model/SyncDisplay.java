package p2pchat.model;

/** How to show messages fetched from another log (protocol 2.8). */
public enum SyncDisplay {
    /** When delivered, because they are new or fill a visible gap. */
    LIVE,
    /** At once as history: the newest messages after a long absence, before their predecessors arrive. */
    AS_HISTORY,
    /** Not at all: the other messages of a long absence, which are in the history. */
    SILENT
}
