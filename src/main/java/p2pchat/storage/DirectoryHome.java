package p2pchat.storage;

import java.nio.file.Path;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** The locked directory of an NDS. */
public final class DirectoryHome implements AutoCloseable {

    private static final String STORE = "directory.db";

    private final Path folder;
    private final HomeLock lock;

    private DirectoryHome(Path folder, HomeLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Locks the directory, creating it if necessary; throws if another process has locked it. Blocks. */
    public static DirectoryHome open(Path folder) {
        return HomeLock.tryLock(folder)
                .map(lock -> new DirectoryHome(folder, lock))
                .orElseThrow(() -> new ProblemException(new Problem.HomeLocked(folder)));
    }

    public Path folder() {
        return folder;
    }

    /** Returns the file for {@link SqliteDirectoryStore#open}. */
    public Path store() {
        return folder.resolve(STORE);
    }

    @Override
    public void close() {
        lock.close();
    }
}
