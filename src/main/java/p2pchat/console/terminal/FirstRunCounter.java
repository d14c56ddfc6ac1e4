package p2pchat.console.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether somebody is new here: a file has one byte for each of the first runs. */
final class FirstRunCounter {

    /** Whoever started it so often knows how it goes. */
    static final int FIRST_RUNS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(FirstRunCounter.class);
    private static final String FILE = "runs";

    private FirstRunCounter() {}

    /** Counts this run. Where that cannot be done nobody counts as new, or they would be told for ever. */
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
            LOG.debug("runs are not counted", e);
            return false;
        }
    }
}
