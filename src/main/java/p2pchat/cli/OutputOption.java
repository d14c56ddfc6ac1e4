package p2pchat.cli;

import org.jspecify.annotations.Nullable;
import p2pchat.console.render.OutputFormat;
import picocli.CommandLine.Option;

/** {@code --output}. The default is for people on a terminal, and one record per line in a pipe. */
final class OutputOption {

    @Option(
            names = {"-o", "--output"},
            order = 6,
            paramLabel = "FORMAT",
            description = "human, plain or json.")
    private @Nullable OutputFormat output;

    private final boolean interactive;

    OutputOption(boolean interactive) {
        this.interactive = interactive;
    }

    OutputFormat format() {
        if (output != null) {
            return output;
        }
        return interactive ? OutputFormat.HUMAN : OutputFormat.PLAIN;
    }
}
