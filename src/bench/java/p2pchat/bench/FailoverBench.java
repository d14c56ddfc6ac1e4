package p2pchat.bench;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import p2pchat.bench.ProcessGroup.Condition;

/**
 * Injures the leader of a group again and again, and measures how long it takes until the last survivor follows the
 * next leader; or, after a cut, until all agree again.
 */
public final class FailoverBench {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /**
     * A fault comes at any moment, not just when the leader has welcomed somebody and was heard by all: so long is
     * nothing done once all agree, and up to as long again.
     */
    private static final Duration CALM = Duration.ofSeconds(1);

    private static final long SEED = 1;

    /** What is done to the leader. */
    public enum Fault {
        /** The process ends at once, as by {@code kill -9}: its sockets close with it. */
        KILL,
        /** The process stands still, as when its machine does: its sockets stay open. */
        FREEZE,
        /** Nothing passes between the leader and anybody else, until the others follow another. */
        CUT
    }

    private final int nodes;
    private final int rounds;
    private final Fault fault;
    private final boolean json;
    private final PartitionableGroup.Starter groups;
    private final Consumer<String> out;
    private final RandomGenerator random = new SplittableRandom(SEED);

    /** For a cut, {@code groups} starts the group; for other faults it is made of processes. */
    public FailoverBench(
            int nodes, int rounds, Fault fault, boolean json, PartitionableGroup.Starter groups, Consumer<String> out) {
        this.nodes = nodes;
        this.rounds = rounds;
        this.fault = fault;
        this.json = json;
        this.groups = groups;
        this.out = out;
    }

    /** Runs; prints a line for each round and one for all. Blocks. */
    public void run() {
        if (fault == Fault.CUT) {
            try (ScratchFolder folder = ScratchFolder.create();
                    PartitionableGroup group = groups.start(folder.path(), nodes)) {
                measure(() -> round(group));
            }
        } else {
            try (ProcessGroup fleet = ProcessGroup.start(nodes)) {
                measure(() -> round(fleet));
            }
        }
    }

    private void measure(Supplier<Duration> one) {
        List<Duration> times = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            Duration time = one.get();
            times.add(time);
            report(round, time);
        }
        report(new Statistics(times));
    }

    private static Duration round(PartitionableGroup group) {
        group.cutLeader();
        check(group.replaced(DEADLINE), "the others follow no other leader", group);
        long healed = System.nanoTime();
        group.heal();
        check(group.agreed(DEADLINE), "they do not agree after the heal", group);
        return Duration.ofNanos(System.nanoTime() - healed);
    }

    private static void check(boolean so, String otherwise, PartitionableGroup group) {
        if (!so) {
            throw new IllegalStateException(otherwise + " in " + DEADLINE.toSeconds() + " s:\n" + group);
        }
    }

    private Duration round(ProcessGroup fleet) {
        fleet.awaitAgreement(DEADLINE);
        letPass(CALM.toMillis() + random.nextLong(CALM.toMillis()));
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

    private static void letPass(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean follows(Condition now, Condition before) {
        return now.settled() && now.epoch() > before.epoch() && now.leader() != before.leader();
    }

    private void injure(NodeProcess victim) {
        switch (fault) {
            case KILL -> victim.kill();
            case FREEZE -> victim.freeze();
            case CUT -> throw new IllegalStateException("a process has no cable to cut");
        }
    }

    private void heal(ProcessGroup fleet, int victim) {
        switch (fault) {
            case KILL -> fleet.startNode(victim);
            case FREEZE -> fleet.node(victim).thaw();
            case CUT -> throw new IllegalStateException("a process has no cable to heal");
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
