package p2pchat.bench;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Watches a group without faults and counts leader changes and dropped members. Neither must happen on a busy machine
 * or while all nodes send as fast as they can (H23).
 */
public final class CalmBench {

    private static final int IN_FLIGHT = 32;

    private final int nodes;
    private final Duration time;
    private final boolean load;
    private final boolean json;
    private final Consumer<String> out;

    /** With {@code load}, all nodes send all the time; otherwise none sends. */
    public CalmBench(int nodes, Duration time, boolean load, boolean json, Consumer<String> out) {
        this.nodes = nodes;
        this.time = time;
        this.load = load;
        this.json = json;
        this.out = out;
    }

    /** Runs the benchmark and prints one line. Blocks while the group starts and for the given time. */
    public void run() {
        try (ProcessGroup group = ProcessGroup.start(nodes)) {
            long epoch = epoch(group);
            if (load) {
                group.startSending(IN_FLIGHT);
            }
            Thread.sleep(time.toMillis());
            report(epoch(group) - epoch, group.drops(), group.delivered());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static long epoch(ProcessGroup group) {
        Map<Integer, ProcessGroup.Condition> conditions = group.conditions();
        return conditions.values().stream()
                .mapToLong(ProcessGroup.Condition::epoch)
                .max()
                .orElseThrow();
    }

    private void report(long changes, int drops, long delivered) {
        if (json) {
            JsonObject line = new JsonObject();
            line.addProperty("nodes", nodes);
            line.addProperty("seconds", time.toSeconds());
            line.addProperty("load", load);
            line.addProperty("leaderChanges", changes);
            line.addProperty("drops", drops);
            line.addProperty("delivered", delivered);
            out.accept(line.toString());
        } else {
            out.accept(nodes + " nodes, " + time.toSeconds() + " s, " + (load ? "all sending" : "none sending") + ": "
                    + changes + " leader changes, " + drops + " members dropped, " + delivered + " messages delivered");
        }
    }
}
