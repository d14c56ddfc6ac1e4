package p2pchat.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import p2pchat.bench.LoadGroup.Counts;

/**
 * Measures how long a returning member takes to fetch the messages it missed, from the moment the others have it in
 * their view again until the last message is in its log. Or a new member, which fetches everything from the leader.
 */
public final class CatchupBench {

    private static final Duration SETTLE = Duration.ofSeconds(60);

    /** For a new member, which fetches what was sent to warm up, too. */
    private static final Duration FETCH = Duration.ofMinutes(10);

    /** Fault that makes the member miss messages. */
    public enum Absence {
        /** Suspends the process, as on a sleeping laptop. It resumes with its state in memory. */
        FREEZE,
        /** Kills the process and starts it again. It has only its stored state. */
        KILL,
        /** The member was never there before. */
        NEW
    }

    private final LoadProfile load;
    private final int messages;
    private final Absence absence;
    private final boolean json;
    private final Consumer<String> out;

    public CatchupBench(LoadProfile load, int messages, Absence absence, boolean json, Consumer<String> out) {
        this.load = load;
        this.messages = messages;
        this.absence = absence;
        this.json = json;
        this.out = out;
    }

    /** Runs the benchmark and prints one line. Blocks. */
    public void run() {
        int present = load.nodes() - (absence == Absence.NEW ? 1 : 0);
        try (LoadGroup group = LoadGroup.start(present)) {
            group.commandAll("send " + LoadGroup.UNLIMITED + " " + load.bytes());
            group.waitWhileAlive(load.warmUp());
            ThroughputBench.checkComplete(group.stopSending(SETTLE));
            if (absence == Absence.NEW) {
                measureNewcomer(group);
            } else {
                measureReturn(group);
            }
        }
    }

    private void measureReturn(LoadGroup group) {
        int away = load.nodes(); // the last to join, so it is not the leader
        long storedBefore =
                Optional.ofNullable(group.counts().get(away)).orElseThrow().stored();
        NodeProcess process = group.remove(away);
        stop(process);
        group.awaitMembers(load.nodes() - 1);
        sendMessages(group);
        long restarted = System.nanoTime();
        restart(group, away, process);
        group.command(away, "watch " + (storedBefore + messages));
        long complete = group.awaitReached(away, SETTLE);
        long rejoined = group.awaitMembers(load.nodes());
        out.accept(summarize(complete - rejoined, complete - restarted).line(json));
    }

    private void measureNewcomer(LoadGroup group) {
        Map<Integer, Counts> sent = sendMessages(group);
        int newcomer = load.nodes();
        group.startNode(newcomer);
        group.awaitMembers(newcomer);
        Map<Integer, Counts> before = group.counts();
        long begun = System.nanoTime();
        long wanted = sent.values().stream().mapToLong(Counts::sent).sum();
        group.command(newcomer, "watch " + wanted);
        long complete = group.awaitReached(newcomer, FETCH);
        Map<Integer, Counts> change = BenchReport.difference(before, group.counts());
        double fetched = Optional.ofNullable(change.get(newcomer)).orElseThrow().stored();
        out.accept(report(wanted + " messages of " + load.bytes() + " B fetched", "new member")
                .result("perSecond", fetched / (complete - begun) * 1e9, 0, "messages stored per second")
                .result("cpuMicros", cpu(change, newcomer) / fetched, 2, "us of CPU of the member per message")
                .result("leaderCpuMicros", cpu(change, 1) / fetched, 2, "us of CPU of the leader")
                .line(json));
    }

    private static double cpu(Map<Integer, Counts> change, int node) {
        return Optional.ofNullable(change.get(node)).orElseThrow().cpu().toNanos() / 1e3;
    }

    private void stop(NodeProcess process) {
        if (absence == Absence.FREEZE) {
            process.freeze();
        } else {
            process.kill();
        }
    }

    private void restart(LoadGroup group, int node, NodeProcess process) {
        if (absence == Absence.FREEZE) {
            process.resume();
            group.add(node, process);
        } else {
            group.startNode(node);
        }
    }

    /** Sends the messages from all nodes that are there. Returns the counters after all have them. */
    private Map<Integer, Counts> sendMessages(LoadGroup group) {
        Map<Integer, Counts> before = group.counts();
        int authors = load.nodes() - 1;
        for (int node = 1; node <= authors; node++) {
            int share = messages / authors + (node <= messages % authors ? 1 : 0);
            group.command(node, "send " + share + " " + load.bytes());
        }
        group.awaitDelivered(before, messages, FETCH);
        return group.counts();
    }

    private BenchReport summarize(long nanosInView, long nanosSinceReturn) {
        return report(
                        messages + " messages of " + load.bytes() + " B missed",
                        "away by " + absence.name().toLowerCase(Locale.ROOT))
                .result("ms", nanosInView / 1e6, 0, "ms from rejoining until all were stored")
                .result("msSinceReturn", nanosSinceReturn / 1e6, 0, "ms from resuming or starting");
    }

    private BenchReport report(String missed, String how) {
        return new BenchReport("catchup")
                .parameter("nodes", load.nodes(), load.nodes() + " nodes")
                .parameter("messages", messages, missed)
                .parameter("bytes", load.bytes(), how);
    }
}
