package p2pchat.bench;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import p2pchat.bench.LoadGroup.Counts;

/**
 * How many messages a group stores in a second: each node that sends says as much as acknowledgements allow, and every
 * other node stores it. Ends well only if everybody has everything that was said.
 */
public final class ThroughputBench {

    private static final Duration SETTLE = Duration.ofSeconds(60);

    private final LoadProfile load;
    private final boolean json;
    private final Consumer<String> out;

    public ThroughputBench(LoadProfile load, boolean json, Consumer<String> out) {
        this.load = load;
        this.json = json;
        this.out = out;
    }

    /** Runs, and prints a line. Blocks. */
    public void run() {
        try (LoadGroup fleet = LoadGroup.start(load.nodes())) {
            for (int node = 1; node <= load.senders(); node++) {
                fleet.order(node, "say " + LoadGroup.WITHOUT_END + " " + load.bytes());
            }
            fleet.letPass(load.warmUp());
            Map<Integer, Counts> before = fleet.counts();
            fleet.letPass(load.measured());
            Map<Integer, Counts> change = BenchReport.between(before, fleet.counts());
            checkComplete(fleet.settle(SETTLE));
            out.accept(figures(change).line(json));
        }
    }

    private BenchReport figures(Map<Integer, Counts> change) {
        long stored = BenchReport.stored(change);
        return new BenchReport("throughput")
                .with("nodes", load.nodes(), load.nodes() + " nodes")
                .with("senders", load.senders(), load.senders() + " of them sending")
                .with("bytes", load.bytes(), load.bytes() + " B each")
                .put("storedPerSecond", BenchReport.storedPerSecond(change), 0, "messages stored per second")
                .put("cpuMicros", BenchReport.cpuMicros(change) / Math.max(stored, 1), 2, "us of CPU for each")
                .put("stored", stored, stored + " in all");
    }

    /** Acknowledged by all, and stored by all others: by now both are the same. */
    static void checkComplete(Map<Integer, Counts> counts) {
        long said = counts.values().stream().mapToLong(Counts::said).sum();
        counts.forEach((node, count) -> {
            if (count.stored() != said - count.said()) {
                throw new IllegalStateException("n" + node + " lacks messages: " + counts);
            }
        });
    }
}
