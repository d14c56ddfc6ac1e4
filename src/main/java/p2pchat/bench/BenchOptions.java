package p2pchat.bench;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import p2pchat.cli.CommandOptions;
import p2pchat.console.render.OutputFormat;
import picocli.CommandLine.Option;

/** What all benchmarks have in common. */
abstract class BenchOptions extends CommandOptions implements Callable<Integer> {

    static final int MOST_NODES = 32;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "human or json.")
    private OutputFormat output = OutputFormat.HUMAN;

    int nodes(int wanted) {
        return within("--nodes", wanted, 2, MOST_NODES);
    }

    boolean json() {
        return output == OutputFormat.JSON;
    }

    Consumer<String> out() {
        PrintWriter out = commandLine().getOut();
        return line -> {
            out.println(line);
            out.flush();
        };
    }
}
