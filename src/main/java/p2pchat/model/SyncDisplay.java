package p2pchat.model;

/** How messages fetched from another log are shown (protocol 2.8). */
public enum SyncDisplay {
    /** As they are delivered: they were said just now, or their absence was noticed. */
    LIVE,
    /** At once, as history: the newest of a long absence, whose predecessors are still on their way. */
    AS_HISTORY,
    /** Not at all: the rest of a long absence, which history tells. */
    SILENT
}
