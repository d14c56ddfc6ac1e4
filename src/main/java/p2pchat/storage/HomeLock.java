package p2pchat.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps a folder to one holder: one process, and one within a process. The system frees it when the process dies. */
final class HomeLock implements AutoCloseable {

    /**
     * The folders held in this JVM. The system counts locks by process, and drops them all when any channel to the file is
     * closed: so a second attempt within this process must not even open it, or it would free the first one's lock.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final String FILE = "lock";

    private final Path held;
    private final FileChannel channel;

    private HomeLock(Path held, FileChannel channel) {
        this.held = held;
        this.channel = channel;
    }

    /** Makes the folder if it is missing, for its owner alone, and takes it; empty if somebody else holds it. */
    static Optional<HomeLock> tryLock(Path folder) throws IOException {
        createPrivate(folder);
        Path real = folder.toRealPath();
        if (!HELD.add(real)) {
            return Optional.empty();
        }
        Optional<HomeLock> taken = Optional.empty();
        try {
            taken = lock(real);
        } finally {
            if (taken.isEmpty()) {
                HELD.remove(real);
            }
        }
        return taken;
    }

    private static Optional<HomeLock> lock(Path real) throws IOException {
        FileChannel channel = FileChannel.open(real.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Optional<FileLock> lock = Optional.empty();
        try {
            lock = Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException heldByThisProcess) { // by these classes loaded a second time
            return Optional.empty();
        } finally {
            if (lock.isEmpty()) {
                channel.close();
            }
        }
        return lock.map(got -> new HomeLock(real, channel));
    }

    /** Makes what is missing of the path, 0700; what exists is its owner's business. */
    static void createPrivate(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, ownerOnly());
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return; // a second close must not free what another has taken since
        }
        try {
            channel.close();
        } finally {
            HELD.remove(held);
        }
    }
}
