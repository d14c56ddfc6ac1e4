package p2pchat.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import p2pchat.crypto.PrivateFile;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** Locks a directory for one owner in one process. The system releases the lock when the process dies. */
public final class HomeLock implements AutoCloseable {

    /**
     * The directories locked in this JVM. Closing any channel to a file releases all locks that the process has on it, so a
     * second attempt must not even open the file.
     */
    private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

    private static final String FILE = "lock";

    private final Path directory;
    private final FileChannel channel;

    private HomeLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Locks the directory, creating it if necessary; throws if another process has locked it. Blocks. */
    public static HomeLock lock(Path folder) {
        return tryLock(folder).orElseThrow(() -> new ProblemException(new Problem.HomeLocked(folder)));
    }

    /**
     * Locks the directory, creating it if necessary; empty if it is locked already. Blocks. Throws if it is unusable.
     */
    static Optional<HomeLock> tryLock(Path folder) {
        try {
            PrivateFile.createFolder(folder);
            return lockOnce(folder.toRealPath());
        } catch (IOException e) {
            throw StoreErrors.explain(folder, e);
        }
    }

    private static Optional<HomeLock> lockOnce(Path real) throws IOException {
        if (!LOCKED.add(real)) {
            return Optional.empty();
        }
        Optional<HomeLock> acquired = Optional.empty();
        try {
            acquired = lockFile(real);
        } finally {
            if (acquired.isEmpty()) {
                LOCKED.remove(real);
            }
        }
        return acquired;
    }

    private static Optional<HomeLock> lockFile(Path real) throws IOException {
        FileChannel channel = FileChannel.open(real.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Optional<FileLock> lock = Optional.empty();
        try {
            lock = Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException lockedByThisProcess) { // by another class loader
            return Optional.empty();
        } finally {
            if (lock.isEmpty()) {
                channel.close();
            }
        }
        return lock.map(acquired -> new HomeLock(real, channel));
    }

    @Override
    public void close() {
        if (!channel.isOpen()) {
            return; // another owner may have locked it since
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw StoreErrors.explain(directory, e);
        } finally {
            LOCKED.remove(directory);
        }
    }
}
