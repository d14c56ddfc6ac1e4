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
 * Measures how many lines per second a node reads from a pipe and delivers to all others, as in
 * {@code tail -f | p2p-chat node}. Fails unless every node has every line.
 */
public final class PipeBench {

    private static final int LINES_PER_WRITE = 256;
    private static final Duration EXIT = Duration.ofSeconds(90);

    private final LoadProfile load;
    private final boolean json;
    private final Consumer<String> out;

    public PipeBench(LoadProfile load, boolean json, Consumer<String> out) {
        this.load = load;
        this.json = json;
        this.out = out;
    }

    /** Runs the benchmark and prints one line. Blocks. */
    public void run() {
        int readers = load.nodes() - 1;
        try (LoadGroup group = LoadGroup.start(readers);
                NodeProcess pipe = group.startPipe(load.nodes())) {
            group.awaitMembers(load.nodes());
            AtomicLong written = new AtomicLong();
            AtomicBoolean stopRequested = new AtomicBoolean();
            Thread writer = new Thread(() -> write(pipe, written, stopRequested), "writer");
            writer.start();
            group.waitWhileAlive(load.warmUp());
            Map<Integer, Counts> before = group.counts();
            Duration cpuBefore = pipe.cpu();
            group.waitWhileAlive(load.measured());
            Map<Integer, Counts> change = BenchReport.difference(before, group.counts());
            Duration cpu = pipe.cpu().minus(cpuBefore);
            stopRequested.set(true);
            writer.join();
            if (!pipe.closeInput(EXIT).equals(Optional.of(0))) {
                throw new IllegalStateException("the sender did not end successfully, so lines may be missing");
            }
            checkComplete(group.counts(), written.get());
            out.accept(summarize(change, cpu, readers).line(json));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void write(NodeProcess pipe, AtomicLong written, AtomicBoolean stopRequested) {
        byte[] lines = ("m".repeat(load.bytes()) + "\n").repeat(LINES_PER_WRITE).getBytes(StandardCharsets.US_ASCII);
        while (!stopRequested.get() && pipe.alive()) {
            pipe.write(lines);
            written.addAndGet(LINES_PER_WRITE);
        }
    }

    private BenchReport summarize(Map<Integer, Counts> change, Duration cpu, int readers) {
        long lines = BenchReport.stored(change) / readers;
        return new BenchReport("pipe")
                .parameter("nodes", load.nodes(), load.nodes() + " nodes")
                .parameter("bytes", load.bytes(), "one sender, lines of " + load.bytes() + " B")
                .result("linesPerSecond", BenchReport.storedPerSecond(change) / readers, 0, "lines per second")
                .result(
                        "senderCpuMicros",
                        cpu.toNanos() / 1e3 / Math.max(lines, 1),
                        2,
                        "us of the sender's CPU per line")
                .result("lines", lines, lines + " in all");
    }

    private static void checkComplete(Map<Integer, Counts> counts, long written) {
        counts.forEach((node, count) -> {
            if (count.stored() != written) {
                throw new IllegalStateException("n" + node + " has " + count.stored() + " of " + written + " lines");
            }
        });
    }
}
