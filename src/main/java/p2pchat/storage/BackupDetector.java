package p2pchat.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An empty file beside a store, by which the store tells whether it is an older copy of itself. Each change of the store
 * touches it and keeps when that was. The system notes that time by its own clock, and no program that copies, unpacks or
 * overwrites files can set it: so whatever was put back, the store, its folder, or one over the other, the two times
 * differ. A file system or machine that is set back as a whole takes both along, and cannot be told.
 */
final class BackupDetector {

    private static final String SUFFIX = "-witness";

    private final Path file;

    private BackupDetector(Path file) {
        this.file = file;
    }

    static BackupDetector of(Path store) {
        return new BackupDetector(store.resolveSibling(store.getFileName() + SUFFIX));
    }

    /** Whether the store, which keeps this time, is the one that was changed last. One of before there were witnesses is. */
    boolean isCurrent(Optional<Long> kept) throws IOException {
        return Files.exists(file) ? kept.equals(Optional.of(touchedAt())) : kept.isEmpty();
    }

    /** Returns the time to keep, in nanoseconds since 1970. */
    long touch() throws IOException {
        if (Files.exists(file)) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(0)); // only so that something changes
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
                        .creationTime(); // tells a copied folder at least
        return time.to(TimeUnit.NANOSECONDS);
    }
}
