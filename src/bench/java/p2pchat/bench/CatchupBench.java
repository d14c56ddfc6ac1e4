package p2pchat.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures how long a returning member takes to fetch the messages it missed, from the moment the others have it in
 * their view again until the last message is in its log.
 */
public final class CatchupBench {

    private static final Duration SETTLE = Duration.ofSeconds(60);

    /** Fault that makes the member miss messages. */
    public enum Absence {
        /** Suspends the process, as on a sleeping laptop. It resumes with its state in memory. */
        FREEZE,
        /** Kills the process and starts it again. It has only its stored state. */
        KILL
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
        try (LoadGroup group = LoadGroup.start(load.nodes())) {
            group.commandAll("send " + LoadGroup.UNLIMITED + " " + load.bytes());
            group.waitWhileAlive(load.warmUp());
            ThroughputBench.checkComplete(group.stopSending(SETTLE));
            int away = load.nodes(); // the last to join, so it is not the leader
            long storedBefore =
                    Optional.ofNullable(group.counts().get(away)).orElseThrow().stored();
            NodeProcess process = group.remove(away);
            stop(process);
            group.awaitMembers(load.nodes() - 1);
            Map<Integer, LoadGroup.Counts> before = group.counts();
            sendMessages(group);
            group.awaitDelivered(before, messages, SETTLE);
            long restarted = System.nanoTime();
            restart(group, away, process);
            group.command(away, "watch " + (storedBefore + messages));
            long complete = group.awaitReached(away, SETTLE);
            long rejoined = group.awaitMembers(load.nodes());
            out.accept(summarize(complete - rejoined, complete - restarted).line(json));
        }
    }

    private void stop(NodeProcess process) {
        switch (absence) {
            case FREEZE -> process.freeze();
            case KILL -> process.kill();
        }
    }

    private void restart(LoadGroup group, int node, NodeProcess process) {
        switch (absence) {
            case FREEZE -> {
                process.resume();
                group.add(node, process);
            }
            case KILL -> group.startNode(node);
        }
    }

    private void sendMessages(LoadGroup group) {
        int authors = load.nodes() - 1;
        for (int node = 1; node <= authors; node++) {
            int share = messages / authors + (node <= messages % authors ? 1 : 0);
            group.command(node, "send " + share + " " + load.bytes());
        }
    }

    private BenchReport summarize(long nanosInView, long nanosSinceReturn) {
        return new BenchReport("catchup")
                .parameter("nodes", load.nodes(), load.nodes() + " nodes")
                .parameter("messages", messages, messages + " messages of " + load.bytes() + " B missed")
                .parameter("bytes", load.bytes(), "away by " + absence.name().toLowerCase(Locale.ROOT))
                .result("ms", nanosInView / 1e6, 0, "ms from rejoining until all were stored")
                .result("msSinceReturn", nanosSinceReturn / 1e6, 0, "ms from resuming or starting");
    }
}
