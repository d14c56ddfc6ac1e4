package p2pchat.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The location of the user's key and of its passphrase.
 *
 * @param file empty for the default
 * @param passphraseFile a file with the passphrase in its first line
 * @param passphraseCommand a command that prints the passphrase
 */
public record IdentityOptions(Optional<Path> file, Optional<Path> passphraseFile, Optional<String> passphraseCommand) {

    public static final IdentityOptions DEFAULT =
            new IdentityOptions(Optional.empty(), Optional.empty(), Optional.empty());
}
