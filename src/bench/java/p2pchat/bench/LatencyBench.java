package p2pchat.bench;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures the time from sending a message until every member has stored and acknowledged it, while all members send
 * at a fixed rate. Fails unless every member has every message.
 */
public final class LatencyBench {

    private static final Duration SETTLE = Duration.ofSeconds(60);

    private final LoadProfile load;
    private final int perSecond;
    private final boolean json;
    private final Consumer<String> out;

    /** {@code perSecond} counts the messages of all senders together. */
    public LatencyBench(LoadProfile load, int perSecond, boolean json, Consumer<String> out) {
        this.load = load;
        this.perSecond = perSecond;
        this.json = json;
        this.out = out;
    }

    /** Runs the benchmark and prints one line. Blocks. */
    public void run() {
        try (LoadGroup group = LoadGroup.start(load.nodes())) {
            long pause = 1_000_000L * load.senders() / perSecond;
            for (int node = 1; node <= load.senders(); node++) {
                group.command(node, "pace " + LoadGroup.UNLIMITED + " " + load.bytes() + " " + pause);
                group.waitWhileAlive(Duration.ofNanos(pause * 1_000 / load.senders())); // spreads the senders evenly
            }
            group.waitWhileAlive(load.warmUp());
            group.latencies(); // discards those of the warm-up
            group.waitWhileAlive(load.measured());
            List<Duration> times = group.latencies();
            ThroughputBench.checkComplete(group.stopSending(SETTLE));
            out.accept(summarize(new Statistics(times)).line(json));
        }
    }

    private BenchReport summarize(Statistics times) {
        int count = times.sorted().size();
        return new BenchReport("latency")
                .parameter("nodes", load.nodes(), load.nodes() + " nodes")
                .parameter("perSecond", perSecond, perSecond + " messages per second in all")
                .parameter("bytes", load.bytes(), load.bytes() + " B each")
                .result("p50Ms", times.percentile(50).toNanos() / 1e6, 1, "ms p50 until all have it")
                .result("p99Ms", times.percentile(99).toNanos() / 1e6, 1, "ms p99")
                .result("maxMs", times.max().toNanos() / 1e6, 1, "ms at most")
                .result("messages", count, count + " messages");
    }
}
