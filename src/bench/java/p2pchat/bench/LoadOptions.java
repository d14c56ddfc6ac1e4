package p2pchat.bench;

import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Benchmarks under load and the options they share. */
abstract class LoadOptions extends BenchOptions {

    private static final int MAX_BYTES = 64 * 1024;

    @Option(names = "--bytes", paramLabel = "N", description = "Length of each message (200).")
    private int bytes = 200;

    @Option(names = "--warmup", paramLabel = "TIME", description = "Time to run before measuring (30s).")
    private Duration warmUp = Duration.ofSeconds(30);

    /** Returns the load. All nodes send unless {@code senders} is smaller. */
    LoadProfile load(int nodes, int senders, Duration measured) {
        int all = nodes(nodes);
        return new LoadProfile(
                all,
                Math.min(within("--senders", senders, 1, MAX_NODES), all),
                within("--bytes", bytes, 1, MAX_BYTES),
                warmUp,
                measured);
    }

    /** Measures stored messages per second. */
    @Command(
            name = "throughput",
            description = {
                "Sends as fast as the others acknowledge; counts stored messages per second over all receivers.",
                "With one sender, counts the lines per second that a node reads from a pipe.",
                ""
            },
            customSynopsis = "src/bench/run throughput [OPTION]...",
            optionListHeading = "Options:%n")
    static final class Throughput extends LoadOptions {

        @Option(names = "--nodes", paramLabel = "N", description = "Number of nodes (4).")
        private int nodes = 4;

        @Option(names = "--senders", paramLabel = "N", description = "Number of nodes that send (all).")
        private int senders = MAX_NODES;

        @Option(names = "--time", paramLabel = "TIME", description = "Time to measure (20s).")
        private Duration time = Duration.ofSeconds(20);

        @Override
        public Integer call() {
            LoadProfile load = load(nodes, senders, time);
            if (load.senders() == 1) {
                new PipeBench(load, json(), out()).run();
            } else {
                new ThroughputBench(load, json(), out()).run();
            }
            return 0;
        }
    }

    /** Measures the time from sending a message to its last acknowledgement. */
    @Command(
            name = "latency",
            description = {
                "Sends at a fixed rate; measures the time until all other nodes have stored and acknowledged a"
                        + " message.",
                ""
            },
            customSynopsis = "src/bench/run latency [OPTION]...",
            optionListHeading = "Options:%n")
    static final class Latency extends LoadOptions {

        private static final int MAX_PER_SECOND = 100_000;

        @Option(names = "--nodes", paramLabel = "N", description = "Number of nodes (10).")
        private int nodes = 10;

        @Option(names = "--rate", paramLabel = "N", description = "Messages per second, all nodes together (100).")
        private int rate = 100;

        @Option(names = "--time", paramLabel = "TIME", description = "Time to measure (30s).")
        private Duration time = Duration.ofSeconds(30);

        @Override
        public Integer call() {
            LoadProfile load = load(nodes, MAX_NODES, time);
            new LatencyBench(load, within("--rate", rate, 1, MAX_PER_SECOND), json(), out()).run();
            return 0;
        }
    }

    /** Measures how long a node takes to fetch what it missed. */
    @Command(
            name = "catchup",
            description = {
                "Stops a node while the others send; measures how long it takes to fetch all messages after its"
                        + " return.",
                "Or starts a new node when all is sent.",
                ""
            },
            customSynopsis = "src/bench/run catchup [OPTION]...",
            optionListHeading = "Options:%n")
    static final class Catchup extends LoadOptions {

        private static final int MAX_MESSAGES = 10_000_000;

        @Option(names = "--nodes", paramLabel = "N", description = "Number of nodes (4).")
        private int nodes = 4;

        @Option(names = "--messages", paramLabel = "N", description = "Number of missed messages (10,000).")
        private int messages = 10_000;

        @Option(names = "--fault", paramLabel = "FAULT", description = "freeze, kill or new (freeze).")
        private CatchupBench.Absence absence = CatchupBench.Absence.FREEZE;

        @Override
        public Integer call() {
            LoadProfile load = load(nodes, MAX_NODES, Duration.ZERO);
            new CatchupBench(load, within("--messages", messages, 1, MAX_MESSAGES), absence, json(), out()).run();
            return 0;
        }
    }
}
