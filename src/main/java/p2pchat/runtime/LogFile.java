package p2pchat.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.logging.LogManager;

/** Directs the log to a file, because the terminal is used for the conversation. */
public final class LogFile {

    /** Read by {@code logback.xml}. */
    private static final String PROPERTY = "p2pchat.log";

    private LogFile() {}

    /** Returns the file named by {@code -Dp2pchat.log} or {@code P2PCHAT_LOG}, or the default one of this user. */
    public static Path of(Map<String, String> environment, Path home) {
        Optional<String> named = Optional.ofNullable(System.getProperty(PROPERTY))
                .or(() -> Optional.ofNullable(environment.get("P2PCHAT_LOG")))
                .filter(text -> !text.isEmpty());
        if (named.isPresent()) {
            return Path.of(named.get()).toAbsolutePath();
        }
        return stateFolder(environment, home).resolve("p2p-chat.log");
    }

    /** Returns {@code $XDG_STATE_HOME/p2p-chat}, for files of little value. */
    public static Path stateFolder(Map<String, String> environment, Path home) {
        return Optional.ofNullable(environment.get("XDG_STATE_HOME"))
                .map(Path::of)
                .filter(Path::isAbsolute) // as the XDG specification requires
                .orElse(home.resolve(".local").resolve("state"))
                .resolve("p2p-chat");
    }

    /** Must be called before the first logger is created. */
    public static void open(Path file) {
        System.setProperty(PROPERTY, file.toString());
        System.setProperty("p2pchat.pid", Long.toString(ProcessHandle.current().pid()));
        LogManager.getLogManager().reset(); // gRPC logs through java.util.logging, which writes to the terminal
        try {
            Path folder = file.getParent();
            if (folder != null && !Files.exists(folder)) {
                Files.createDirectories(folder.getParent());
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException | UncheckedIOException | UnsupportedOperationException e) {
            // chat works without a log; logback stays silent too
        }
    }
}
