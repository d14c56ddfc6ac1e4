package p2pchat.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the key of the user is.
 *
 * @param file empty for the default
 * @param passphraseFile has the passphrase in its first line
 * @param passphraseCommand prints the passphrase
 */
public record IdentityOptions(Optional<Path> file, Optional<Path> passphraseFile, Optional<String> passphraseCommand) {

    public static final IdentityOptions DEFAULT =
            new IdentityOptions(Optional.empty(), Optional.empty(), Optional.empty());
}
