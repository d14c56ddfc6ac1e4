package p2pchat.cli;

import org.jspecify.annotations.Nullable;
import p2pchat.model.Address;
import picocli.CommandLine.Option;

/** {@code --nds}, for the commands that call a directory. */
final class DirectoryOption {

    static final String DEFAULT = "127.0.0.1:" + Address.DIRECTORY_PORT;

    /** Replaces the default address, so that tests do not meet the directory of the user who runs them. */
    private static final String PROPERTY = "p2pchat.usual-directory";

    static Address defaultAddress() {
        return Address.parse(System.getProperty(PROPERTY, DEFAULT));
    }

    @Option(names = "--nds", order = 3, paramLabel = "HOST:PORT", description = "The directory (" + DEFAULT + ").")
    private @Nullable Address directory;

    Address address() {
        return directory != null ? directory : defaultAddress();
    }

    boolean isNamed() {
        return directory != null;
    }
}
