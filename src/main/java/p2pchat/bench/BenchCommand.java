package p2pchat.bench;

import java.time.Duration;
import java.util.concurrent.Callable;
import p2pchat.cli.CommandHandlers;
import p2pchat.cli.CommandOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the program on this machine. */
@Command(
        name = "bench",
        description = {"Measures the program on this machine, with groups of its own.", ""},
        customSynopsis = "p2p-chat bench WHAT [OPTION]...",
        footer = {"", "Examples:", "  p2p-chat bench throughput", "  p2p-chat bench failover --fault freeze --rounds 20"
        })
public final class BenchCommand extends CommandOptions implements Callable<Integer> {

    /** With everything that can be measured. */
    public static CommandLine line(CommandHandlers programs) {
        return new CommandLine(new BenchCommand())
                .addSubcommand(new LoadOptions.Throughput())
                .addSubcommand(new LoadOptions.Latency())
                .addSubcommand(new LoadOptions.Catchup())
                .addSubcommand(new Failover(programs.cutGroups()))
                .addSubcommand(new Calm());
    }

    @Override
    public Integer call() {
        commandLine().usage(commandLine().getOut());
        return 0;
    }

    @Override
    public String invocation() {
        return "p2p-chat bench";
    }

    /** How long a group is without a leader. */
    @Command(
            name = "failover",
            description = {
                "Injures the leader again and again; measures until the last survivor follows the next,"
                        + " or, where the leader was cut off from everybody, from the heal until all agree.",
                ""
            },
            customSynopsis = "p2p-chat bench failover [OPTION]...",
            optionListHeading = "Options:%n")
    static final class Failover extends BenchOptions {

        private final PartitionableGroup.Starter cutGroups;

        private static final int MOST_ROUNDS = 10_000;

        @Option(names = "--nodes", paramLabel = "N", description = "How many nodes (5).")
        private int nodes = 5;

        @Option(names = "--rounds", paramLabel = "N", description = "How often (100).")
        private int rounds = 100;

        @Option(names = "--fault", paramLabel = "FAULT", description = "kill, freeze or cut (kill).")
        private FailoverBench.Fault fault = FailoverBench.Fault.KILL;

        Failover(PartitionableGroup.Starter cutGroups) {
            this.cutGroups = cutGroups;
        }

        @Override
        public Integer call() {
            new FailoverBench(nodes(nodes), within("--rounds", rounds, 1, MOST_ROUNDS), fault, json(), cutGroups, out())
                    .run();
            return 0;
        }

        @Override
        public String invocation() {
            return "p2p-chat bench failover";
        }
    }

    /** Whether a group that nobody injures keeps its leader. */
    @Command(
            name = "calm",
            description = {
                "Watches a group that nobody injures; counts how often it changes its leader all the same.",
                ""
            },
            customSynopsis = "p2p-chat bench calm [OPTION]...",
            optionListHeading = "Options:%n")
    static final class Calm extends BenchOptions {

        private static final int MOST_MINUTES = 24 * 60;

        @Option(names = "--nodes", paramLabel = "N", description = "How many nodes (5).")
        private int nodes = 5;

        @Option(names = "--minutes", paramLabel = "N", description = "How long (10).")
        private int minutes = 10;

        @Option(names = "--load", description = "Everybody talks all the time.")
        private boolean load;

        @Override
        public Integer call() {
            new CalmBench(
                            nodes(nodes),
                            Duration.ofMinutes(within("--minutes", minutes, 1, MOST_MINUTES)),
                            load,
                            json(),
                            out())
                    .run();
            return 0;
        }

        @Override
        public String invocation() {
            return "p2p-chat bench calm";
        }
    }
}
