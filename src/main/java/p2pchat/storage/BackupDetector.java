package p2pchat.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Detects that a store was restored from a backup, by means of an empty file beside it. Each change of the store touches the
 * file and saves the resulting change time in the store. Programs that copy, unpack or overwrite files cannot set a change
 * time, so after restoring the store, its directory or both, the two times differ. Restoring a whole file system or machine
 * is not detected.
 */
final class BackupDetector {

    private static final String SUFFIX = "-ctime";

    private final Path file;

    private BackupDetector(Path file) {
        this.file = file;
    }

    static BackupDetector of(Path store) {
        return new BackupDetector(store.resolveSibling(store.getFileName() + SUFFIX));
    }

    /** Returns whether the store that saved this time is the latest version of itself. A new store saved none. */
    boolean isCurrent(Optional<Long> saved) throws IOException {
        return Files.exists(file) ? saved.equals(Optional.of(touchedAt())) : saved.isEmpty();
    }

    /** Touches the file and returns the time to save, in nanoseconds since 1970. */
    long touch() throws IOException {
        if (Files.exists(file)) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(0)); // any change updates the change time
        } else {
            Files.createFile(file);
        }
        return touchedAt();
    }

    private long touchedAt() throws IOException {
        boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        FileTime time = unix
                ? (FileTime) Files.getAttribute(file, "unix:ctime")
                : Files.readAttributes(file, BasicFileAttributes.class)
                        .creationTime(); // detects at least a copied directory
        return time.to(TimeUnit.NANOSECONDS);
    }
}
