package p2pchat;

import p2pchat.console.Explanation;
import p2pchat.console.Explanations;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command understands. */
abstract class CommandOptions {

    @Spec
    private CommandSpec spec = CommandSpec.create(); // replaced by picocli with the real one

    @Option(
            names = {"-v", "--verbose"},
            order = 90,
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
    abstract String invocation();

    Mistakes.Found mistake(String what, String why, Explanation.Try... tries) {
        return new Mistakes.Found(commandLine(), Explanation.of(Explanations.USAGE, what, why, tries));
    }

    int within(String option, int value, int low, int high) {
        if (value < low || value > high) {
            throw mistake(option + " cannot be " + value, "it is between " + low + " and " + high);
        }
        return value;
    }

    CommandLine commandLine() {
        return spec.commandLine();
    }
}
