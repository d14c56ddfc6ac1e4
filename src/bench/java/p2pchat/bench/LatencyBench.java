package p2pchat.bench;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * How long a message takes from whoever says it until every member has it in its log and said so, while all members say
 * something now and then. Ends well only if everybody has everything that was said.
 */
public final class LatencyBench {

    private static final Duration SETTLE = Duration.ofSeconds(60);

    private final LoadProfile load;
    private final int perSecond;
    private final boolean json;
    private final Consumer<String> out;

    /** {@code perSecond} messages of all senders together. */
    public LatencyBench(LoadProfile load, int perSecond, boolean json, Consumer<String> out) {
        this.load = load;
        this.perSecond = perSecond;
        this.json = json;
        this.out = out;
    }

    /** Runs, and prints a line. Blocks. */
    public void run() {
        try (LoadGroup fleet = LoadGroup.start(load.nodes())) {
            long pause = 1_000_000L * load.senders() / perSecond;
            for (int node = 1; node <= load.senders(); node++) {
                fleet.order(node, "pace " + LoadGroup.WITHOUT_END + " " + load.bytes() + " " + pause);
                fleet.letPass(Duration.ofNanos(pause * 1_000 / load.senders())); // not all at the same moment
            }
            fleet.letPass(load.warmUp());
            fleet.latencies(); // those of the warm-up are thrown away
            fleet.letPass(load.measured());
            List<Duration> times = fleet.latencies();
            ThroughputBench.checkComplete(fleet.settle(SETTLE));
            out.accept(figures(new Statistics(times)).line(json));
        }
    }

    private BenchReport figures(Statistics times) {
        int count = times.sorted().size();
        return new BenchReport("latency")
                .with("nodes", load.nodes(), load.nodes() + " nodes")
                .with("perSecond", perSecond, perSecond + " messages per second in all")
                .with("bytes", load.bytes(), load.bytes() + " B each")
                .put("p50Ms", times.percentile(50).toNanos() / 1e6, 1, "ms p50 until all have it")
                .put("p99Ms", times.percentile(99).toNanos() / 1e6, 1, "ms p99")
                .put("maxMs", times.max().toNanos() / 1e6, 1, "ms at most")
                .put("messages", count, count + " messages");
    }
}
