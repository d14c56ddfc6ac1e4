package p2pchat.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.jline.reader.impl.history.DefaultHistory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.model.NetworkName;

/**
 * The lines that somebody typed, kept for the next time in a file for each network, for its owner alone. Not every line
 * that the editor returns is one of them: answers to questions are not, and the parts of a paste.
 */
final class InputHistory extends DefaultHistory {

    /** So many lines are kept at least, and half as many more at most. */
    static final int MAX_LINES = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(InputHistory.class);

    @Override
    public void add(Instant time, String line) {
        // the editor would add every line
    }

    void remember(String line) {
        super.add(Instant.now(), line);
    }

    /** The file, made if need be; empty where none can be, which is no reason not to chat. */
    static Optional<Path> file(Path stateFolder, NetworkName network) {
        Path file = stateFolder.resolve("input-" + network);
        try {
            if (!Files.exists(stateFolder)) {
                Files.createDirectories(stateFolder.toAbsolutePath().getParent());
                Files.createDirectory(stateFolder, mode("rwx------"));
            }
            if (!Files.exists(file)) {
                Files.createFile(file, mode("rw-------"));
            }
            return Optional.of(file);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("typed lines are not kept: {}", file, e);
            return Optional.empty();
        }
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
