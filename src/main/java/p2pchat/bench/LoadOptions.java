package p2pchat.bench;

import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the benchmarks of chat have in common, and those benchmarks. */
abstract class LoadOptions extends BenchOptions {

    private static final int MOST_BYTES = 64 * 1024;

    @Option(names = "--bytes", paramLabel = "N", description = "How long each message is (200).")
    private int bytes = 200;

    @Option(names = "--warmup", paramLabel = "TIME", description = "How long before it is measured (30s).")
    private Duration warmUp = Duration.ofSeconds(30);

    /** All nodes send unless {@code senders} is less. */
    LoadProfile load(int nodes, int senders, Duration measured) {
        int all = nodes(nodes);
        return new LoadProfile(
                all,
                Math.min(within("--senders", senders, 1, MOST_NODES), all),
                within("--bytes", bytes, 1, MOST_BYTES),
                warmUp,
                measured);
    }

    /** How much a group stores. */
    @Command(
            name = "throughput",
            description = {
                "Lets nodes talk as fast as the others acknowledge; measures how much is stored, all receivers summed.",
                "With one sender: how many lines a second a node takes from a pipe.",
                ""
            },
            customSynopsis = "p2p-chat bench throughput [OPTION]...",
            optionListHeading = "Options:%n")
    static final class Throughput extends LoadOptions {

        @Option(names = "--nodes", paramLabel = "N", description = "How many nodes (4).")
        private int nodes = 4;

        @Option(names = "--senders", paramLabel = "N", description = "How many of them talk (all).")
        private int senders = MOST_NODES;

        @Option(names = "--time", paramLabel = "TIME", description = "How long is measured (20s).")
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

        @Override
        public String invocation() {
            return "p2p-chat bench throughput";
        }
    }

    /** How long a message takes. */
    @Command(
            name = "latency",
            description = {
                "Lets all nodes talk now and then; measures how long a message takes until all others have stored"
                        + " and acknowledged it.",
                ""
            },
            customSynopsis = "p2p-chat bench latency [OPTION]...",
            optionListHeading = "Options:%n")
    static final class Latency extends LoadOptions {

        private static final int MOST_PER_SECOND = 100_000;

        @Option(names = "--nodes", paramLabel = "N", description = "How many nodes (10).")
        private int nodes = 10;

        @Option(names = "--rate", paramLabel = "N", description = "Messages a second, of all together (100).")
        private int rate = 100;

        @Option(names = "--time", paramLabel = "TIME", description = "How long is measured (30s).")
        private Duration time = Duration.ofSeconds(30);

        @Override
        public Integer call() {
            LoadProfile load = load(nodes, MOST_NODES, time);
            new LatencyBench(load, within("--rate", rate, 1, MOST_PER_SECOND), json(), out()).run();
            return 0;
        }

        @Override
        public String invocation() {
            return "p2p-chat bench latency";
        }
    }

    /** How long somebody who was away takes. */
    @Command(
            name = "catchup",
            description = {
                "Takes a node away while the others talk; measures how long it takes to have everything once it is"
                        + " back.",
                ""
            },
            customSynopsis = "p2p-chat bench catchup [OPTION]...",
            optionListHeading = "Options:%n")
    static final class Catchup extends LoadOptions {

        private static final int MOST_MESSAGES = 10_000_000;

        @Option(names = "--nodes", paramLabel = "N", description = "How many nodes (4).")
        private int nodes = 4;

        @Option(names = "--messages", paramLabel = "N", description = "How many it misses (10000).")
        private int messages = 10_000;

        @Option(names = "--fault", paramLabel = "FAULT", description = "freeze or kill (freeze).")
        private CatchupBench.Absence absence = CatchupBench.Absence.FREEZE;

        @Override
        public Integer call() {
            LoadProfile load = load(nodes, MOST_NODES, Duration.ZERO);
            new CatchupBench(load, within("--messages", messages, 1, MOST_MESSAGES), absence, json(), out()).run();
            return 0;
        }

        @Override
        public String invocation() {
            return "p2p-chat bench catchup";
        }
    }
}
