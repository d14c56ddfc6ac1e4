package p2pchat.cli;

import org.jspecify.annotations.Nullable;
import p2pchat.console.error.Explanations;
import p2pchat.model.Address;
import picocli.CommandLine.Option;

/** Mixed into each command that talks to a directory. */
final class DirectoryOption {

    /** Where a directory is looked for, and runs, unless somebody names another place. */
    static final String USUAL = "127.0.0.1:" + Explanations.DIRECTORY_PORT;

    /** For tests, which must not meet the directory of whoever runs them: another usual place. No setting. */
    private static final String PROPERTY = "p2pchat.usual-directory";

    static Address usual() {
        return Address.parse(System.getProperty(PROPERTY, USUAL));
    }

    @Option(names = "--nds", order = 3, paramLabel = "HOST:PORT", description = "The directory (" + USUAL + ").")
    private @Nullable Address directory;

    Address address() {
        return directory != null ? directory : usual();
    }

    /** Whether somebody named it; only the usual one may be replaced by one of our own. */
    boolean isChosen() {
        return directory != null;
    }
}
