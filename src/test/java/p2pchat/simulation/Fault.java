package p2pchat.simulation;

/** Something bad that begins at a time; what lasts, ends by itself. {@code node} counts from 1, 0 is the directory. */
sealed interface Fault {

    long at();

    /** The process dies; its machine refuses connections, or (power off) is silent. */
    record Crash(long at, int node, boolean powerOff) implements Fault {}

    /** A process starts, instead of the one that runs there; with the store of the last one or with a fresh one. */
    record Start(long at, int node, boolean keepsStore) implements Fault {}

    record Leave(long at, int node) implements Fault {}

    /** SIGSTOP, a long collection; with {@code suspended} the machine slept and its wall clock shows it (H6). */
    record Pause(long at, int node, long millis, boolean suspended) implements Fault {}

    /** Nothing gets from one to the other, in this direction only. */
    record Cut(long at, int from, int to, long millis) implements Fault {}

    /** Cut from everybody and the directory, both ways. */
    record Isolation(long at, int node, long millis) implements Fault {}

    /** Cut from every other member, both ways; the directory still reaches it (H2). */
    record MemberIsolation(long at, int node, long millis) implements Fault {}

    /** Those whose bit is set cannot talk to the others; the directory is bit 0. */
    record Split(long at, int mask, long millis) implements Fault {}

    /** For good: the directory and this node do not reach each other any more. */
    record DirectoryCut(long at, int node) implements Fault {}

    record PacketLoss(long at, int perMille, long millis) implements Fault {}

    record Duplication(long at, int perMille, long millis) implements Fault {}

    record Delay(long at, int spanMillis, long millis) implements Fault {}

    /** Somebody says so many lines, one right after the other. */
    record SendMessages(long at, int node, int lines) implements Fault {}

    /** An edit of something said before, or a deletion. */
    record Amend(long at, int node, boolean deletes) implements Fault {}

    /** The store takes nothing. */
    record DiskFull(long at, int node, long millis) implements Fault {}

    /** The clock on the wall is wrong from now on. */
    record ClockSkew(long at, int node, long skewMillis) implements Fault {}

    record Backup(long at, int node) implements Fault {}

    /** A process starts from the last backup, instead of the one that runs there (H11). */
    record Restore(long at, int node) implements Fault {}

    /** Both ends see their connection break, though nobody died. */
    record ConnectionLost(long at, int one, int other) implements Fault {}

    /** The directory's process is gone for a while; {@code amnesia}: and its store with it (H5). */
    record DirectoryOutage(long at, long millis, boolean amnesia) implements Fault {}

    record DirectoryBackup(long at) implements Fault {}

    /** The directory's process is gone for a while, and comes back with the last backup of its store (H5). */
    record DirectoryRestore(long at, long millis) implements Fault {}
}
