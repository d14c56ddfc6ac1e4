package p2pchat.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;
import p2pchat.crypto.PrivateFile;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** Maps failures of files and statements to problems for users. */
final class StoreErrors {

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
        Problem problem = PrivateFile.isDiskFull(file)
                ? new Problem.DiskFull(file)
                : new Problem.StoreUnusable(file, reason(failure));
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
            case SQLITE_IOERR, SQLITE_CANTOPEN -> // as it reports a disk on which it could not extend a side file
                PrivateFile.isDiskFull(file) ? new Problem.DiskFull(file) : new Problem.StoreUnusable(file, cause);
            default -> new Problem.StoreUnusable(file, cause);
        };
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
