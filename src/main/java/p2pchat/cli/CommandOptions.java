package p2pchat.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanations;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command understands. */
public abstract class CommandOptions {

    @Spec
    private CommandSpec spec = CommandSpec.create(); // replaced by picocli with the real one

    /** Beside {@code --help}: show also what few need. */
    static final String ALL = "--all";

    @Option(
            names = "--config",
            order = 89,
            paramLabel = "FILE",
            hidden = true,
            description = "Take settings from there (p2p-chat config path).")
    @SuppressWarnings("unused") // read before all others
    private @Nullable Path config;

    @Option(names = ALL, order = 92, hidden = true, description = "With --help: these too.")
    @SuppressWarnings("unused") // acted on before the line is understood
    private boolean all;

    @Option(
            names = {"-v", "--verbose"},
            order = 90,
            hidden = true,
            description = "Show the stack trace when something fails.")
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

    /** What was called, as far as a corrected call would repeat it. */
    public abstract String invocation();

    public UsageErrors.Found mistake(String what, String why, Explanation.Try... tries) {
        return new UsageErrors.Found(commandLine(), Explanation.of(Explanations.USAGE, what, why, tries));
    }

    public int within(String option, int value, int low, int high) {
        if (value < low || value > high) {
            throw mistake(option + " cannot be " + value, "it is between " + low + " and " + high);
        }
        return value;
    }

    public CommandLine commandLine() {
        return spec.commandLine();
    }
}
