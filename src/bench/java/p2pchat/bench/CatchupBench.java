package p2pchat.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How long a member that was away takes to have what was said meanwhile: from the moment the others have it back in
 * their view until the last message is in its log.
 */
public final class CatchupBench {

    private static final Duration SETTLE = Duration.ofSeconds(60);

    /** How the member was away. */
    public enum Absence {
        /** It stood still, as a laptop that sleeps: it comes back as it was. */
        FREEZE,
        /** It was killed, and is started again: it comes back cold. */
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

    /** Runs, and prints a line. Blocks. */
    public void run() {
        try (LoadGroup fleet = LoadGroup.start(load.nodes())) {
            fleet.orderAll("say " + LoadGroup.WITHOUT_END + " " + load.bytes());
            fleet.letPass(load.warmUp());
            ThroughputBench.checkComplete(fleet.settle(SETTLE));
            int away = load.nodes(); // the last to come, who leads nobody
            long had =
                    Optional.ofNullable(fleet.counts().get(away)).orElseThrow().stored();
            NodeProcess process = fleet.sendAway(away);
            leave(process);
            fleet.awaitMembers(load.nodes() - 1);
            Map<Integer, LoadGroup.Counts> before = fleet.counts();
            talk(fleet);
            fleet.awaitSaid(before, messages, SETTLE);
            long returns = System.nanoTime();
            come(fleet, away, process);
            fleet.order(away, "watch " + (had + messages));
            long complete = fleet.awaitReached(away, SETTLE);
            long back = fleet.awaitMembers(load.nodes());
            out.accept(figures(complete - back, complete - returns).line(json));
        }
    }

    private void leave(NodeProcess process) {
        switch (absence) {
            case FREEZE -> process.freeze();
            case KILL -> process.kill();
        }
    }

    private void come(LoadGroup fleet, int node, NodeProcess process) {
        switch (absence) {
            case FREEZE -> {
                process.thaw();
                fleet.takeBack(node, process);
            }
            case KILL -> fleet.startNode(node);
        }
    }

    private void talk(LoadGroup fleet) {
        int authors = load.nodes() - 1;
        for (int node = 1; node <= authors; node++) {
            int share = messages / authors + (node <= messages % authors ? 1 : 0);
            fleet.order(node, "say " + share + " " + load.bytes());
        }
    }

    private BenchReport figures(long nanosInView, long nanosInAll) {
        return new BenchReport("catchup")
                .with("nodes", load.nodes(), load.nodes() + " nodes")
                .with("messages", messages, messages + " messages of " + load.bytes() + " B missed")
                .with("bytes", load.bytes(), "away by " + absence.name().toLowerCase(Locale.ROOT))
                .put("ms", nanosInView / 1e6, 0, "ms from being back in until all were stored")
                .put("msSinceReturn", nanosInAll / 1e6, 0, "ms since it woke or was started");
    }
}
