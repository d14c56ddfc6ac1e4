package p2pchat.bench;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import p2pchat.model.Address;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.node.TimingProfile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the program on this machine. Started by {@code src/bench/run}. */
@Command(
        name = "bench",
        description = {"Measures p2p-chat on this machine, with groups of its own.", ""},
        customSynopsis = "src/bench/run BENCHMARK [OPTION]...",
        footer = {"", "Examples:", "  src/bench/run throughput", "  src/bench/run failover --fault freeze --rounds 20"})
public final class Bench implements Callable<Integer> {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");

    @Spec
    private CommandSpec spec = CommandSpec.create(); // replaced by picocli

    private Bench() {}

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Bench())
                .addSubcommand(new LoadOptions.Throughput())
                .addSubcommand(new LoadOptions.Latency())
                .addSubcommand(new LoadOptions.Catchup())
                .addSubcommand(new Failover())
                .addSubcommand(new Calm())
                .addSubcommand(new Tls())
                .addSubcommand(new Store())
                .addSubcommand(new Judge())
                .addSubcommand(new Hostile())
                .addSubcommand(new Chaos())
                .addSubcommand(new BenchNode())
                .addSubcommand(new TlsBench.Server());
        line.setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Duration.class, Bench::duration)
                .registerConverter(Address.class, Address::parse)
                .registerConverter(NetworkName.class, NetworkName::parse)
                .registerConverter(Nick.class, Nick::parse);
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 0;
    }

    private static Duration duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw new CommandLine.TypeConversionException("expected a time such as 500ms, 10s or 2m");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }

    /** Measures how long a group is without a leader. */
    @Command(
            name = "failover",
            description = {
                "Stops the leader in each round; measures the time until the last survivor follows the next leader."
                        + " With --fault cut also the time from reconnecting until all nodes agree.",
                ""
            },
            customSynopsis = "src/bench/run failover [OPTION]...",
            optionListHeading = "Options:%n")
    static final class Failover extends BenchOptions {

        private static final int MAX_ROUNDS = 10_000;

        @Option(names = "--nodes", paramLabel = "N", description = "Number of nodes (5).")
        private int nodes = 5;

        @Option(names = "--rounds", paramLabel = "N", description = "Number of rounds (100).")
        private int rounds = 100;

        @Option(names = "--fault", paramLabel = "FAULT", description = "kill, freeze or cut (kill).")
        private FailoverBench.Fault fault = FailoverBench.Fault.KILL;

        @Override
        public Integer call() {
            PartitionableGroup.Starter groups =
                    (folder, size) -> new ProxiedGroup(folder, TimingProfile.BALANCED, size, (node, event) -> {});
            new FailoverBench(nodes(nodes), within("--rounds", rounds, 1, MAX_ROUNDS), fault, json(), groups, out())
                    .run();
            return 0;
        }
    }

    /** Measures new connections. */
    @Command(
            name = "tls",
            description = {
                "Opens connections to a directory, one after the other, and makes a call on each; measures the"
                        + " processor time of both processes.",
                ""
            },
            customSynopsis = "src/bench/run tls [OPTION]...",
            optionListHeading = "Options:%n")
    static final class Tls extends BenchOptions {

        private static final int MAX_CONNECTIONS = 100_000;

        @Option(names = "--connections", paramLabel = "N", description = "Number of connections (500).")
        private int connections = 500;

        @Option(names = "--jdk", description = "Without Bouncy Castle and Conscrypt.")
        private boolean jdkOnly;

        @Override
        public Integer call() {
            new TlsBench(within("--connections", connections, 1, MAX_CONNECTIONS), jdkOnly, json(), out()).run();
            return 0;
        }
    }

    /** Measures the judgement of statements alone. */
    @Command(
            name = "judge",
            description = {"Judges the statements of usual groups and of hostile members, without network.", ""},
            customSynopsis = "src/bench/run judge [OPTION]...",
            optionListHeading = "Options:%n")
    static final class Judge extends BenchOptions {

        private static final int MAX_ROUNDS = 10_000;

        @Option(names = "--rounds", paramLabel = "N", description = "Number of judgements (100).")
        private int rounds = 100;

        @Override
        public Integer call() {
            new JudgeBench(within("--rounds", rounds, 1, MAX_ROUNDS), json(), out()).run();
            return 0;
        }
    }

    /** Measures the store alone. */
    @Command(
            name = "store",
            description = {"Stores, reads and searches messages in one process without network.", ""},
            customSynopsis = "src/bench/run store [OPTION]...",
            optionListHeading = "Options:%n")
    static final class Store extends BenchOptions {

        @Option(names = "--messages", paramLabel = "N", description = "Number of messages (200000).")
        private int messages = 200_000;

        @Option(names = "--batch", paramLabel = "N", description = "Messages in a transaction (256).")
        private int batch = 256;

        @Option(names = "--bytes", paramLabel = "N", description = "Length of a text (200).")
        private int bytes = 200;

        @Override
        public Integer call() {
            new StoreBench(
                            within("--messages", messages, 1_000, 10_000_000),
                            within("--batch", batch, 1, 4_096),
                            within("--bytes", bytes, 1, 60_000),
                            json(),
                            out())
                    .run();
            return 0;
        }
    }

    /** Attacks a group. */
    @Command(
            name = "hostile",
            description = {
                "Sends random requests and opens hostile connections to a chatting group; exit code 1 if it is disturbed"
                        + " or a limit does not hold.",
                ""
            },
            customSynopsis = "src/bench/run hostile [OPTION]...",
            optionListHeading = "Options:%n")
    static final class Hostile extends BenchOptions {

        private static final int MAX_REQUESTS = 10_000_000;
        private static final int MAX_CONNECTIONS = 2_000;

        @Option(names = "--nodes", paramLabel = "N", description = "Number of nodes (3).")
        private int nodes = 3;

        @Option(names = "--requests", paramLabel = "N", description = "Number of random requests (20000).")
        private int requests = 20_000;

        @Option(names = "--connections", paramLabel = "N", description = "Number of hostile connections (200).")
        private int connections = 200;

        @Override
        public Integer call() {
            HostileBench bench = new HostileBench(
                    nodes(nodes),
                    within("--requests", requests, 1, MAX_REQUESTS),
                    within("--connections", connections, 0, MAX_CONNECTIONS),
                    out());
            return bench.run() ? 0 : 1;
        }
    }

    /** Checks what processes show under faults. */
    @Command(
            name = "chaos",
            description = {
                "Kills and freezes nodes, loses the directory, interrupts catch-ups; checks the order of what each"
                        + " process shows and that all logs are equal. Exit code 1 if not.",
                ""
            },
            customSynopsis = "src/bench/run chaos [OPTION]...",
            optionListHeading = "Options:%n")
    static final class Chaos extends BenchOptions {

        private static final int MAX_MINUTES = 24 * 60;

        @Option(names = "--nodes", paramLabel = "N", description = "Number of nodes (5).")
        private int nodes = 5;

        @Option(names = "--minutes", paramLabel = "N", description = "Minutes of faults (10).")
        private int minutes = 10;

        @Option(names = "--seed", paramLabel = "N", description = "Seed of the faults (1).")
        private long seed = 1;

        @Override
        public Integer call() {
            Duration duration = Duration.ofMinutes(within("--minutes", minutes, 1, MAX_MINUTES));
            return new ChaosBench(nodes(nodes), duration, seed, json(), out()).run() ? 0 : 1;
        }
    }

    /** Counts leader changes in a group without faults. */
    @Command(
            name = "calm",
            description = {"Watches a group without faults; counts unexpected leader changes and drops.", ""},
            customSynopsis = "src/bench/run calm [OPTION]...",
            optionListHeading = "Options:%n")
    static final class Calm extends BenchOptions {

        private static final int MAX_MINUTES = 24 * 60;

        @Option(names = "--nodes", paramLabel = "N", description = "Number of nodes (5).")
        private int nodes = 5;

        @Option(names = "--minutes", paramLabel = "N", description = "Minutes to watch (10).")
        private int minutes = 10;

        @Option(names = "--load", description = "All nodes send all the time.")
        private boolean load;

        @Override
        public Integer call() {
            new CalmBench(
                            nodes(nodes),
                            Duration.ofMinutes(within("--minutes", minutes, 1, MAX_MINUTES)),
                            load,
                            json(),
                            out())
                    .run();
            return 0;
        }
    }
}
