package p2pchat.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanations;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options and errors common to all commands. */
@Command(optionListHeading = "Options:%n", sortOptions = false)
abstract class BaseCommand implements Callable<Integer> {

    static final String ALL = "--all";

    @Spec
    private CommandSpec spec = CommandSpec.create(); // picocli replaces it

    @Option(
            names = "--config",
            order = 89,
            paramLabel = "FILE",
            hidden = true,
            description = "Read the settings from FILE.")
    @SuppressWarnings("unused") // CommandLinePreview reads it
    private @Nullable Path config;

    @Option(names = ALL, order = 92, hidden = true, description = "With --help: show all options.")
    @SuppressWarnings("unused") // CommandLinePreview reads it
    private boolean all;

    @Option(
            names = {"-v", "--verbose"},
            order = 90,
            hidden = true,
            description = "Print the stack trace on failure.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            order = 91,
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean help;

    boolean isVerbose() {
        return verbose;
    }

    /** Returns whether an option stands in the command line, and not only in the settings. */
    boolean isGiven(String option) {
        return commandLine().getParseResult().hasMatchedOption(option);
    }

    /** Returns the command with the arguments that a corrected call repeats. */
    String invocation() {
        return spec.qualifiedName();
    }

    UsageErrors.UsageException error(String what, String why, Explanation.Try... tries) {
        return new UsageErrors.UsageException(commandLine(), Explanation.of(Explanations.USAGE, what, why, tries));
    }

    CommandLine commandLine() {
        return spec.commandLine();
    }
}
