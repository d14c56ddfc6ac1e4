package p2pchat.console.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the first runs of a user, in a file with one byte for each. */
final class FirstRunCounter {

    /** Later runs need no hints. */
    static final int FIRST_RUNS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(FirstRunCounter.class);
    private static final String FILE = "runs";

    private FirstRunCounter() {}

    /** Counts this run. Returns whether it is one of the first; false if it cannot be counted. */
    static boolean countRun(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            if (Files.exists(file) && Files.size(file) >= FIRST_RUNS) {
                return false;
            }
            Files.createDirectories(folder);
            Files.writeString(file, ".", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return true;
        } catch (IOException e) {
            LOG.debug("cannot count runs", e);
            return false;
        }
    }
}
