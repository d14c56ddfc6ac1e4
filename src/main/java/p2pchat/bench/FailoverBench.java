package p2pchat.bench;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import p2pchat.bench.Fleet.Condition;

/**
 * Injures the leader of a group of real processes again and again, and measures how long it takes until the last
 * survivor follows the next leader.
 */
public final class FailoverBench {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** What is done to the leader. */
    public enum Fault {
        /** The process ends at once, as by {@code kill -9}: its sockets close with it. */
        KILL,
        /** The process stands still, as when its machine does: its sockets stay open. */
        FREEZE
    }

    private final int nodes;
    private final int rounds;
    private final Fault fault;
    private final boolean json;
    private final Consumer<String> out;

    public FailoverBench(int nodes, int rounds, Fault fault, boolean json, Consumer<String> out) {
        this.nodes = nodes;
        this.rounds = rounds;
        this.fault = fault;
        this.json = json;
        this.out = out;
    }

    /** Runs; prints a line for each round and one for all. Blocks. */
    public void run() {
        List<Duration> times = new ArrayList<>();
        try (Fleet fleet = Fleet.start(nodes)) {
            for (int round = 1; round <= rounds; round++) {
                Duration time = round(fleet);
                times.add(time);
                report(round, time);
            }
        }
        report(new Statistics(times));
    }

    private Duration round(Fleet fleet) {
        Condition before = fleet.awaitAgreement(DEADLINE).values().iterator().next();
        int victim = fleet.nodeOf(before.leader());
        fleet.forget(victim);
        long injured = System.nanoTime();
        injure(fleet.node(victim));
        Map<Integer, Condition> after = fleet.await(
                DEADLINE,
                all -> all.entrySet().stream()
                        .filter(entry -> entry.getKey() != victim)
                        .allMatch(entry -> follows(entry.getValue(), before)));
        after.remove(victim);
        long last = after.values().stream().mapToLong(Condition::since).max().orElseThrow();
        heal(fleet, victim);
        return Duration.ofNanos(last - injured);
    }

    private static boolean follows(Condition now, Condition before) {
        return now.settled() && now.epoch() > before.epoch() && now.leader() != before.leader();
    }

    private void injure(NodeProcess victim) {
        switch (fault) {
            case KILL -> victim.kill();
            case FREEZE -> victim.freeze();
        }
    }

    private void heal(Fleet fleet, int victim) {
        switch (fault) {
            case KILL -> fleet.startNode(victim);
            case FREEZE -> fleet.node(victim).thaw();
        }
    }

    private void report(int round, Duration time) {
        if (json) {
            JsonObject line = new JsonObject();
            line.addProperty("round", round);
            line.addProperty("ms", time.toNanos() / 1e6);
            out.accept(line.toString());
        } else {
            out.accept("round " + round + "  " + Statistics.seconds(time));
        }
    }

    private void report(Statistics all) {
        if (json) {
            JsonObject line = new JsonObject();
            line.addProperty("fault", fault.name().toLowerCase(Locale.ROOT));
            line.addProperty("nodes", nodes);
            line.addProperty("rounds", rounds);
            line.addProperty("p50Ms", all.percentile(50).toNanos() / 1e6);
            line.addProperty("p99Ms", all.percentile(99).toNanos() / 1e6);
            line.addProperty("maxMs", all.max().toNanos() / 1e6);
            out.accept(line.toString());
        } else {
            out.accept(nodes + " nodes, " + rounds + " rounds: p50 " + Statistics.seconds(all.percentile(50)) + ", p99 "
                    + Statistics.seconds(all.percentile(99)) + ", max " + Statistics.seconds(all.max()));
        }
    }
}
