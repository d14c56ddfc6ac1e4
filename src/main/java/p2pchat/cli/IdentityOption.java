package p2pchat.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for the key of the user. None takes the passphrase itself, because other users can see the process list. */
final class IdentityOption {

    @Option(
            names = "--identity",
            order = 56,
            hidden = true,
            paramLabel = "FILE",
            description = "Your key (identity.pem beside the logs).")
    private @Nullable Path file;

    @Option(
            names = "--passphrase-file",
            order = 57,
            hidden = true,
            paramLabel = "FILE",
            description = "Read its passphrase from a file.")
    private @Nullable Path passphraseFile;

    @Option(
            names = "--passphrase-command",
            order = 58,
            hidden = true,
            paramLabel = "COMMAND",
            description = "Read its passphrase from the output of a command.")
    private @Nullable String passphraseCommand;

    IdentityOptions options() {
        return new IdentityOptions(
                Optional.ofNullable(file), Optional.ofNullable(passphraseFile), Optional.ofNullable(passphraseCommand));
    }
}
