package p2pchat.cli;

import org.jspecify.annotations.Nullable;
import p2pchat.console.render.OutputFormat;
import picocli.CommandLine.Option;

/** Mixed into each command that prints for people or for programs. */
final class OutputOption {

    @Option(
            names = {"-o", "--output"},
            order = 6,
            paramLabel = "FORM",
            description = "human, plain or json.")
    private @Nullable OutputFormat output;

    private final boolean interactive;

    OutputOption(boolean interactive) {
        this.interactive = interactive;
    }

    /** Whoever reads a pipe counts on one record a line. */
    OutputFormat form() {
        if (output != null) {
            return output;
        }
        return interactive ? OutputFormat.HUMAN : OutputFormat.PLAIN;
    }
}
