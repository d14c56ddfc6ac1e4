package p2pchat.cli;

import java.nio.file.Path;
import java.util.Optional;
import p2pchat.console.render.OutputFormat;

/**
 * An action on the key of the user.
 *
 * @param other the file to export to or import from
 * @param home the folder of the logs that the user named
 */
public record IdentityRequest(
        Action action, Optional<Path> other, IdentityOptions options, Optional<Path> home, OutputFormat output) {

    /** An argument of the command. */
    public enum Action {
        SHOW,
        EXPORT,
        IMPORT,
        PASSPHRASE,
        DEVICES;

        boolean needsFile() {
            return this == EXPORT || this == IMPORT;
        }
    }
}
