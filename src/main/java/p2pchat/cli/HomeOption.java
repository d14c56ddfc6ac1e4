package p2pchat.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Mixed into each command that uses the home of a node. */
final class HomeOption {

    @Option(
            names = "--data-dir",
            order = 12,
            paramLabel = "DIR",
            description = "The home, with the logs (one for each nick).")
    private @Nullable Path home;

    Optional<Path> home() {
        return Optional.ofNullable(home);
    }
}
