package p2pchat.bench;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import p2pchat.bench.LoadGroup.Counts;

/**
 * Measures how many messages a group stores per second. Each sender sends as fast as acknowledgements allow, and every
 * other node stores its messages. Fails unless every node has every message.
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

    /** Runs the benchmark and prints one line. Blocks. */
    public void run() {
        try (LoadGroup group = LoadGroup.start(load.nodes())) {
            for (int node = 1; node <= load.senders(); node++) {
                group.command(node, "send " + LoadGroup.UNLIMITED + " " + load.bytes());
            }
            group.waitWhileAlive(load.warmUp());
            Map<Integer, Counts> before = group.counts();
            group.waitWhileAlive(load.measured());
            Map<Integer, Counts> change = BenchReport.difference(before, group.counts());
            checkComplete(group.stopSending(SETTLE));
            out.accept(summarize(change).line(json));
        }
    }

    private BenchReport summarize(Map<Integer, Counts> change) {
        long stored = BenchReport.stored(change);
        return new BenchReport("throughput")
                .parameter("nodes", load.nodes(), load.nodes() + " nodes")
                .parameter("senders", load.senders(), load.senders() + " of them sending")
                .parameter("bytes", load.bytes(), load.bytes() + " B each")
                .result("storedPerSecond", BenchReport.storedPerSecond(change), 0, "messages stored per second")
                .result("cpuMicros", BenchReport.cpuMicros(change) / Math.max(stored, 1), 2, "us of CPU per message")
                .result("stored", stored, stored + " in all");
    }

    /** Fails unless every node has stored all messages of the others. */
    static void checkComplete(Map<Integer, Counts> counts) {
        long sent = counts.values().stream().mapToLong(Counts::sent).sum();
        counts.forEach((node, count) -> {
            if (count.stored() != sent - count.sent()) {
                throw new IllegalStateException("n" + node + " is missing messages: " + counts);
            }
        });
    }
}
