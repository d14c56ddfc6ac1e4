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
 * Injects a fault into the leader of a group in each round and measures the time until the last survivor follows the
 * next leader. After a cut, measures the time until all nodes agree again.
 */
public final class FailoverBench {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /**
     * Minimum wait after all nodes agree. A random wait of up to the same length follows, because a fault may happen at
     * any moment, not only just after a join.
     */
    private static final Duration CALM = Duration.ofSeconds(1);

    private static final long SEED = 1;

    /** Fault of the leader. */
    public enum Fault {
        /** Ends the process as {@code kill -9} does. Its sockets close. */
        KILL,
        /** Suspends the process. Its sockets stay open. */
        FREEZE,
        /** Blocks all traffic of the leader until the others follow another leader. */
        CUT
    }

    private final int nodes;
    private final int rounds;
    private final Fault fault;
    private final boolean json;
    private final PartitionableGroup.Starter groups;
    private final Consumer<String> out;
    private final RandomGenerator random = new SplittableRandom(SEED);

    /** For a cut, {@code groups} starts the group; for other faults the group consists of processes. */
    public FailoverBench(
            int nodes, int rounds, Fault fault, boolean json, PartitionableGroup.Starter groups, Consumer<String> out) {
        this.nodes = nodes;
        this.rounds = rounds;
        this.fault = fault;
        this.json = json;
        this.groups = groups;
        this.out = out;
    }

    /** Runs the benchmark; prints a line for each round and a summary. Blocks. */
    public void run() {
        if (fault == Fault.CUT) {
            try (ScratchFolder folder = ScratchFolder.create();
                    PartitionableGroup group = groups.start(folder.path(), nodes)) {
                measure(() -> round(group));
            }
        } else {
            try (ProcessGroup group = ProcessGroup.start(nodes)) {
                measure(() -> round(group));
            }
        }
    }

    private void measure(Supplier<Duration> runRound) {
        List<Duration> times = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            Duration time = runRound.get();
            times.add(time);
            report(round, time);
        }
        report(new Statistics(times));
    }

    private static Duration round(PartitionableGroup group) {
        group.cutLeader();
        check(group.awaitNewLeader(DEADLINE), "the others do not follow a new leader", group);
        long healed = System.nanoTime();
        group.heal();
        check(group.awaitAgreement(DEADLINE), "the nodes do not agree again", group);
        return Duration.ofNanos(System.nanoTime() - healed);
    }

    private static void check(boolean success, String problem, PartitionableGroup group) {
        if (!success) {
            throw new IllegalStateException(problem + " within " + DEADLINE.toSeconds() + " s:\n" + group);
        }
    }

    private Duration round(ProcessGroup group) {
        group.awaitAgreement(DEADLINE);
        pause(CALM.toMillis() + random.nextLong(CALM.toMillis()));
        Condition before = group.awaitAgreement(DEADLINE).values().iterator().next();
        int victim = group.nodeOf(before.leader());
        group.clearCondition(victim);
        long injected = System.nanoTime();
        inject(group.node(victim));
        Map<Integer, Condition> after = group.await(
                DEADLINE,
                all -> all.entrySet().stream()
                        .filter(entry -> entry.getKey() != victim)
                        .allMatch(entry -> follows(entry.getValue(), before)));
        after.remove(victim);
        long last = after.values().stream().mapToLong(Condition::since).max().orElseThrow();
        recover(group, victim);
        return Duration.ofNanos(last - injected);
    }

    private static void pause(long millis) {
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

    private void inject(NodeProcess victim) {
        switch (fault) {
            case KILL -> victim.kill();
            case FREEZE -> victim.freeze();
            case CUT -> throw new IllegalStateException("a process cannot be cut off");
        }
    }

    private void recover(ProcessGroup group, int victim) {
        switch (fault) {
            case KILL -> group.startNode(victim);
            case FREEZE -> group.node(victim).resume();
            case CUT -> throw new IllegalStateException("a process cannot be cut off");
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
