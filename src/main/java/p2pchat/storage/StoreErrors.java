package p2pchat.storage;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** Says what a failed file or statement means to a person. */
final class StoreErrors {

    /** Below this a file system counts as full: SQLite needs room for its shared index before it writes anything. */
    private static final long ROOM_NEEDED = 64 * 1024;

    /** The low byte of an SQLite code is its class; the rest tells the variants of one class apart. */
    private static final int PRIMARY_CODE = 0xff;

    private StoreErrors() {}

    static ProblemException explain(Path file, SQLException failure) {
        return new ProblemException(problem(file, failure), failure);
    }

    static ProblemException explain(Path file, IOException failure) {
        Problem problem = isFull(file) ? new Problem.DiskFull(file) : new Problem.StoreUnusable(file, reason(failure));
        return new ProblemException(problem, failure);
    }

    private static Problem problem(Path file, SQLException failure) {
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

    /** A full disk also shows as an I/O error, where SQLite wanted to lengthen one of its side files. */
    private static boolean isFull(Path file) {
        Path existing = file.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            return Files.getFileStore(existing).getUsableSpace() < ROOM_NEEDED;
        } catch (IOException unknown) {
            return false;
        }
    }

    private static String reason(Exception failure) {
        String text = failure instanceof FileSystemException detailed && detailed.getReason() != null
                ? detailed.getReason()
                : failure.getMessage();
        return text == null || text.isEmpty() ? failure.getClass().getSimpleName() : text;
    }
}
