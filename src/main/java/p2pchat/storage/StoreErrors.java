package p2pchat.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** Maps failures of files and statements to problems for users. */
final class StoreErrors {

    /** A file system with less space is full, because SQLite needs space for its shared index before it writes anything. */
    private static final long MIN_FREE_BYTES = 64 * 1024;

    /** The low byte of an SQLite code is the primary code. */
    private static final int PRIMARY_CODE = 0xff;

    private StoreErrors() {}

    static ProblemException explain(Path file, SQLException failure) {
        return new ProblemException(problem(file, failure), failure);
    }

    static ProblemException explain(Path file, IOException failure) {
        if (file.startsWith(Problem.HomeUnknown.NONE)) {
            return new ProblemException(new Problem.HomeUnknown(), failure);
        }
        Problem problem = isFull(file) ? new Problem.DiskFull(file) : new Problem.StoreUnusable(file, reason(failure));
        return new ProblemException(problem, failure);
    }

    private static Problem problem(Path file, SQLException failure) {
        if (failure.getCause() instanceof NativeLibraryNotFoundException) {
            return new Problem.LibraryUnusable(System.getProperty("java.io.tmpdir", "the temporary folder"));
        }
        SQLiteErrorCode primary = SQLiteErrorCode.getErrorCode(failure.getErrorCode() & PRIMARY_CODE);
        String cause = reason(failure);
        return switch (primary) {
            case SQLITE_FULL -> new Problem.DiskFull(file);
            case SQLITE_CORRUPT, SQLITE_NOTADB -> new Problem.StoreCorrupt(file, cause);
            case SQLITE_IOERR, SQLITE_CANTOPEN ->
                isFull(file) ? new Problem.DiskFull(file) : new Problem.StoreUnusable(file, cause);
            default -> new Problem.StoreUnusable(file, cause);
        };
    }

    /** SQLite reports a full disk as an I/O error if it could not extend a side file. {@code /proc} has no size at all. */
    private static boolean isFull(Path file) {
        Path existing = file.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            FileStore disk = Files.getFileStore(existing);
            return disk.getTotalSpace() > 0 && disk.getUsableSpace() < MIN_FREE_BYTES;
        } catch (IOException unknown) {
            return false;
        }
    }

    private static String reason(Exception failure) {
        if (failure instanceof FileAlreadyExistsException) {
            return "it is a file, not a folder";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return "the folder cannot be created";
        }
        String text = failure instanceof FileSystemException detailed && detailed.getReason() != null
                ? detailed.getReason()
                : failure.getMessage();
        return text == null || text.isEmpty() ? failure.getClass().getSimpleName() : text;
    }
}
