package p2pchat.crypto;

import java.nio.file.Path;
import java.util.Optional;

/** Supplies the passphrase of a key file; empty if none is available. */
@FunctionalInterface
public interface Passphrase {

    /** For key files without a passphrase. */
    Passphrase NONE = file -> Optional.empty();

    /** Returns the passphrase of this file. Called only if the file has one. Blocks. */
    Optional<char[]> of(Path file);
}
