package p2pchat.bench;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * A directory and the nodes of one network, each in a process of its own that does as {@link LoadGenerator} is ordered. A node
 * that ends unasked fails whoever waits: what is measured without it is not what was meant.
 *
 * <p>Threading: answers come on the readers' threads; everything else is called from one.
 */
final class LoadGroup implements AutoCloseable {

    /** So many messages as nobody waits for the end of. */
    static final long WITHOUT_END = Long.MAX_VALUE / 2;

    private static final String NETWORK = "bench";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /** How long a wait goes on before it looks whether all processes live. */
    private static final long LOOK_MILLIS = 200;

    /**
     * What a node counted.
     *
     * @param said handed to the node
     * @param settled of these, with every member, or refused
     * @param missed of these, not with every member
     * @param stored messages of others in its log
     * @param at by the clock of its process, in nanoseconds
     * @param cpu what its process has used
     */
    record Counts(long said, long settled, long missed, long stored, long at, Duration cpu) {}

    /** How many members a node last said are in its view, 0 without a leader; and by this process's clock when. */
    record Membership(int members, long since) {}

    private final ScratchFolder scratch = ScratchFolder.create();
    private final DirectoryProcess directory = DirectoryProcess.start(scratch.path());
    private final Map<Integer, NodeProcess> nodes = new ConcurrentSkipListMap<>();
    private final Map<Integer, Membership> memberships = new TreeMap<>();
    private final Map<Integer, JsonObject> reports = new TreeMap<>();
    private final Map<Integer, Long> reached = new TreeMap<>();
    private final Map<Integer, List<Duration>> latencies = new TreeMap<>();
    private long reportNumber;

    private LoadGroup() {}

    /** A directory and so many nodes, all in. Blocks. */
    static LoadGroup start(int size) {
        LoadGroup fleet = new LoadGroup();
        try {
            for (int node = 1; node <= size; node++) {
                fleet.startNode(node);
                fleet.awaitMembers(node);
            }
            return fleet;
        } catch (RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    /** Starts a node, or starts it again in its old home. */
    void startNode(int node) {
        nodes.put(node, start(node, (line, when) -> heard(node, NodeProcess.event(line), when), "bench-node"));
    }

    /** A node that is the plain program, and says what it reads. */
    NodeProcess startPipe(int node) {
        return start(node, (line, when) -> {}, "node", "--wait", "60s", "--history", "0");
    }

    private NodeProcess start(int node, BiConsumer<String, Long> listener, String command, String... options) {
        List<String> arguments = new ArrayList<>(List.of(command, "--group", NETWORK, "--nick", "n" + node));
        Path home = scratch.path().resolve("home" + node);
        arguments.addAll(List.of("--nds", directory.address(), "--data-dir", home.toString()));
        arguments.addAll(List.of(options));
        return NodeProcess.start(scratch.path(), listener, arguments.toArray(String[]::new));
    }

    NodeProcess node(int node) {
        return Optional.ofNullable(nodes.get(node)).orElseThrow();
    }

    int size() {
        return nodes.size();
    }

    /** From here on this node is not missed, and what it said of its view is void. */
    synchronized NodeProcess sendAway(int node) {
        memberships.remove(node);
        return Optional.ofNullable(nodes.remove(node)).orElseThrow();
    }

    /** The node is there again. */
    void takeBack(int node, NodeProcess process) {
        nodes.put(node, process);
    }

    void order(int node, String order) {
        node(node).say(order);
    }

    void orderAll(String order) {
        nodes.values().forEach(node -> node.say(order));
    }

    /** Everybody has a leader and so many members. Returns since when the first node, who leads, has. */
    long awaitMembers(int members) {
        await(START, "not all are in", () -> agreed(members));
        synchronized (this) {
            return Optional.ofNullable(memberships.get(1)).orElseThrow().since();
        }
    }

    private boolean agreed(int members) {
        return memberships.size() >= nodes.size()
                && memberships.values().stream().allMatch(m -> m.members() == members);
    }

    /** What everybody counted by now. */
    Map<Integer, Counts> counts() {
        long number = ++reportNumber;
        orderAll("report " + number);
        await(
                ANSWER,
                "a node does not report",
                () -> nodes.keySet().stream()
                        .allMatch(node -> reports.containsKey(node)
                                && reports.get(node).get("number").getAsLong() == number));
        Map<Integer, Counts> counts = new TreeMap<>();
        nodes.forEach((node, process) -> counts.put(node, counts(node, process.cpu())));
        return counts;
    }

    private synchronized Counts counts(int node, Duration cpu) {
        JsonObject report = Optional.ofNullable(reports.get(node)).orElseThrow();
        return new Counts(
                report.get("said").getAsLong(),
                report.get("settled").getAsLong(),
                report.get("missed").getAsLong(),
                report.get("stored").getAsLong(),
                report.get("at").getAsLong(),
                cpu);
    }

    /** Everybody falls silent; returns what they counted when all that was said is with everyone. */
    Map<Integer, Counts> settle(Duration deadline) {
        orderAll("rest");
        return await(deadline, counts -> counts.values().stream().allMatch(c -> c.said() == c.settled()));
    }

    /** So many more than {@code before} were said, and all is with everyone. */
    void awaitSaid(Map<Integer, Counts> before, long more, Duration deadline) {
        long wanted = before.values().stream().mapToLong(Counts::said).sum() + more;
        await(
                deadline,
                counts -> counts.values().stream().mapToLong(Counts::settled).sum() == wanted);
    }

    private Map<Integer, Counts> await(Duration deadline, Predicate<Map<Integer, Counts>> wish) {
        long end = System.nanoTime() + deadline.toNanos();
        Map<Integer, Counts> counts = counts();
        while (!wish.test(counts)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not all was delivered in " + deadline.toSeconds() + " s: " + counts);
            }
            pause();
            counts = counts();
        }
        return counts;
    }

    /** How long each message of a {@code pace} took, from all nodes. */
    List<Duration> latencies() {
        synchronized (this) {
            latencies.clear();
        }
        orderAll("latencies");
        await(ANSWER, "a node does not tell its latencies", () -> latencies.size() == nodes.size());
        synchronized (this) {
            return latencies.values().stream().flatMap(List::stream).toList();
        }
    }

    /** When this node reached what it was told to watch for, by this process's clock. */
    long awaitReached(int node, Duration deadline) {
        await(deadline, "n" + node + " did not get everything", () -> reached.containsKey(node));
        synchronized (this) {
            return Optional.ofNullable(reached.remove(node)).orElseThrow();
        }
    }

    /** Lets so much time pass, as long as all live. */
    void letPass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            checkAlive();
            pause();
        }
    }

    private void checkAlive() {
        nodes.forEach((node, process) -> {
            if (!process.alive()) {
                throw new IllegalStateException("n" + node + " died");
            }
        });
    }

    /** The wish is looked at under this object's lock. */
    private void await(Duration deadline, String otherwise, BooleanSupplier wish) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!fulfilled(wish)) {
            checkAlive();
            if (System.nanoTime() > end) {
                throw new IllegalStateException(otherwise + " in " + deadline.toSeconds() + " s: " + this);
            }
        }
    }

    private synchronized boolean fulfilled(BooleanSupplier wish) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
        for (long left = LOOK_MILLIS; !wish.getAsBoolean() && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return wish.getAsBoolean();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS / 4);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private synchronized void heard(int node, JsonObject event, long when) {
        if (!event.has("type") || !nodes.containsKey(node)) {
            return;
        }
        switch (event.get("type").getAsString()) {
            case "members" ->
                memberships.put(node, new Membership(event.get("led").getAsInt(), when));
            case "report" -> reports.put(node, event);
            case "reached" -> reached.put(node, when);
            case "latencies" -> {
                List<Duration> times = new ArrayList<>();
                event.getAsJsonArray("nanos").forEach(nanos -> times.add(Duration.ofNanos(nanos.getAsLong())));
                latencies.put(node, times);
            }
            default -> {
                return; // what it ends with shows in its process
            }
        }
        notifyAll();
    }

    @Override
    public synchronized String toString() {
        return memberships + " " + reports.values();
    }

    @Override
    public void close() {
        nodes.values().forEach(NodeProcess::kill);
        directory.process().kill();
        scratch.close();
    }
}
