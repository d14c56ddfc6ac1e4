package p2pchat.bench;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import p2pchat.console.render.OutputFormat;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that all benchmarks share. */
abstract class BenchOptions implements Callable<Integer> {

    static final int MAX_NODES = 32;

    @Spec
    private CommandSpec spec = CommandSpec.create(); // replaced by picocli

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean help;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "Output format: human or json.")
    private OutputFormat output = OutputFormat.HUMAN;

    int nodes(int wanted) {
        return within("--nodes", wanted, 2, MAX_NODES);
    }

    /** Returns the value, or fails with a usage error if it is out of range. */
    int within(String option, int value, int low, int high) {
        if (value < low || value > high) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), option + " must be between " + low + " and " + high + ", not " + value);
        }
        return value;
    }

    boolean json() {
        return output == OutputFormat.JSON;
    }

    Consumer<String> out() {
        PrintWriter out = spec.commandLine().getOut();
        return line -> {
            out.println(line);
            out.flush();
        };
    }
}
