package p2pchat.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import p2pchat.bench.LoadGroup.Counts;

/**
 * How many lines a second one node takes from a pipe and gets to all others: the plain program at the end of a pipe, as
 * in {@code tail -f | p2p-chat node}. Ends well only if everybody has every line.
 */
public final class PipeBench {

    private static final int LINES_AT_ONCE = 256;
    private static final Duration END = Duration.ofSeconds(90);

    private final LoadProfile load;
    private final boolean json;
    private final Consumer<String> out;

    public PipeBench(LoadProfile load, boolean json, Consumer<String> out) {
        this.load = load;
        this.json = json;
        this.out = out;
    }

    /** Runs, and prints a line. Blocks. */
    public void run() {
        int readers = load.nodes() - 1;
        try (LoadGroup fleet = LoadGroup.start(readers);
                NodeProcess pipe = fleet.startPipe(load.nodes())) {
            fleet.awaitMembers(load.nodes());
            AtomicLong written = new AtomicLong();
            AtomicBoolean enough = new AtomicBoolean();
            Thread writer = new Thread(() -> write(pipe, written, enough), "writer");
            writer.start();
            fleet.letPass(load.warmUp());
            Map<Integer, Counts> before = fleet.counts();
            Duration cpuBefore = pipe.cpu();
            fleet.letPass(load.measured());
            Map<Integer, Counts> change = BenchReport.between(before, fleet.counts());
            Duration cpu = pipe.cpu().minus(cpuBefore);
            enough.set(true);
            writer.join();
            if (!pipe.end(END).equals(Optional.of(0))) {
                throw new IllegalStateException("not every line arrived: the sender does not end well");
            }
            checkComplete(fleet.counts(), written.get());
            out.accept(figures(change, cpu, readers).line(json));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void write(NodeProcess pipe, AtomicLong written, AtomicBoolean enough) {
        byte[] lines = ("m".repeat(load.bytes()) + "\n").repeat(LINES_AT_ONCE).getBytes(StandardCharsets.US_ASCII);
        while (!enough.get() && pipe.alive()) {
            pipe.write(lines);
            written.addAndGet(LINES_AT_ONCE);
        }
    }

    private BenchReport figures(Map<Integer, Counts> change, Duration cpu, int readers) {
        long lines = BenchReport.stored(change) / readers;
        return new BenchReport("pipe")
                .with("nodes", load.nodes(), load.nodes() + " nodes")
                .with("bytes", load.bytes(), "one sends lines of " + load.bytes() + " B")
                .put("linesPerSecond", BenchReport.storedPerSecond(change) / readers, 0, "lines per second")
                .put("senderCpuMicros", cpu.toNanos() / 1e3 / Math.max(lines, 1), 2, "us of the sender's CPU for each")
                .put("lines", lines, lines + " in all");
    }

    private static void checkComplete(Map<Integer, Counts> counts, long written) {
        counts.forEach((node, count) -> {
            if (count.stored() != written) {
                throw new IllegalStateException("n" + node + " has " + count.stored() + " of " + written + " lines");
            }
        });
    }
}
