package p2pchat.bench;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Watches a group that nobody injures: how often it changes its leader, or loses a member, though nothing is wrong. A
 * group on a busy machine should not, nor one that talks as fast as it can (H23).
 */
public final class CalmBench {

    private static final int UNDER_WAY = 32;

    private final int nodes;
    private final Duration time;
    private final boolean load;
    private final boolean json;
    private final Consumer<String> out;

    /** With {@code load} everybody talks all the time, otherwise nobody says a word. */
    public CalmBench(int nodes, Duration time, boolean load, boolean json, Consumer<String> out) {
        this.nodes = nodes;
        this.time = time;
        this.load = load;
        this.json = json;
        this.out = out;
    }

    /** Runs; prints one line at the end. Blocks for the time given and the start. */
    public void run() {
        try (ProcessGroup fleet = ProcessGroup.start(nodes)) {
            long epoch = epoch(fleet);
            if (load) {
                fleet.talk(UNDER_WAY);
            }
            Thread.sleep(time.toMillis());
            report(epoch(fleet) - epoch, fleet.drops(), fleet.delivered());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static long epoch(ProcessGroup fleet) {
        Map<Integer, ProcessGroup.Condition> conditions = fleet.conditions();
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
            out.accept(nodes + " nodes, " + time.toSeconds() + " s, " + (load ? "all talking" : "nobody talking") + ": "
                    + changes + " leader changes, " + drops + " times told that somebody was dropped, " + delivered
                    + " lines with everybody");
        }
    }
}
