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
 * A directory and the nodes of one network, each in a separate process. The nodes run a {@link LoadGenerator}. All
 * waits fail if a node dies, because its messages would be missing from the result.
 *
 * <p>Threading: replies arrive on the threads that read the processes. All methods are called from one thread.
 */
final class LoadGroup implements AutoCloseable {

    /** Message count for sending without an end. */
    static final long UNLIMITED = Long.MAX_VALUE / 2;

    private static final String NETWORK = "bench";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration REPLY = Duration.ofSeconds(30);

    /** Interval at which waits check that all processes are alive. */
    private static final long CHECK_MILLIS = 200;

    /**
     * Counters of a node.
     *
     * @param sent messages handed to the node
     * @param settled sent messages that all members stored, or that failed
     * @param failed sent messages that a member did not store or that this node rejected
     * @param stored messages of other members in its log
     * @param nanos time of the report by the clock of its process, in nanoseconds
     * @param cpu CPU time used by its process
     */
    record Counts(long sent, long settled, long failed, long stored, long nanos, Duration cpu) {}

    /**
     * The last reported view of a node.
     *
     * @param members number of members, 0 without a leader
     * @param since {@link System#nanoTime()} when the report arrived
     */
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

    /** Starts a directory and this many nodes. Blocks until all are members. */
    static LoadGroup start(int size) {
        LoadGroup group = new LoadGroup();
        try {
            for (int node = 1; node <= size; node++) {
                group.startNode(node);
                group.awaitMembers(node);
            }
            return group;
        } catch (RuntimeException e) {
            group.close();
            throw e;
        }
    }

    /** Starts a node, or starts it again with its old data folder. */
    void startNode(int node) {
        nodes.put(node, start(node, (line, when) -> onEvent(node, NodeProcess.parseEvent(line), when), "bench-node"));
    }

    /** Starts the program itself; it sends the lines of its input. */
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

    /** Excludes this node from all waits and forgets its view. */
    synchronized NodeProcess remove(int node) {
        memberships.remove(node);
        return Optional.ofNullable(nodes.remove(node)).orElseThrow();
    }

    /** Adds the process of a node that was removed. */
    void add(int node, NodeProcess process) {
        nodes.put(node, process);
    }

    void command(int node, String command) {
        node(node).writeLine(command);
    }

    void commandAll(String command) {
        nodes.values().forEach(node -> node.writeLine(command));
    }

    /** Waits until all nodes have a leader and this many members. Returns when the first node, the leader, did. */
    long awaitMembers(int members) {
        await(START, "not all nodes have joined", () -> agreed(members));
        synchronized (this) {
            return Optional.ofNullable(memberships.get(1)).orElseThrow().since();
        }
    }

    private boolean agreed(int members) {
        return memberships.size() >= nodes.size()
                && memberships.values().stream().allMatch(m -> m.members() == members);
    }

    /** Returns the current counters of all nodes. */
    Map<Integer, Counts> counts() {
        long number = ++reportNumber;
        commandAll("report " + number);
        await(
                REPLY,
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
                report.get("sent").getAsLong(),
                report.get("settled").getAsLong(),
                report.get("failed").getAsLong(),
                report.get("stored").getAsLong(),
                report.get("nanos").getAsLong(),
                cpu);
    }

    /** Stops all senders. Returns the counters after all messages are delivered. */
    Map<Integer, Counts> stopSending(Duration deadline) {
        commandAll("stop");
        return await(deadline, counts -> counts.values().stream().allMatch(c -> c.sent() == c.settled()));
    }

    /** Waits until {@code more} messages than in {@code before} are delivered to all members. */
    void awaitDelivered(Map<Integer, Counts> before, long more, Duration deadline) {
        long wanted = before.values().stream().mapToLong(Counts::sent).sum() + more;
        await(
                deadline,
                counts -> counts.values().stream().mapToLong(Counts::settled).sum() == wanted);
    }

    private Map<Integer, Counts> await(Duration deadline, Predicate<Map<Integer, Counts>> condition) {
        long end = System.nanoTime() + deadline.toNanos();
        Map<Integer, Counts> counts = counts();
        while (!condition.test(counts)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "not all messages were delivered within " + deadline.toSeconds() + " s: " + counts);
            }
            pause();
            counts = counts();
        }
        return counts;
    }

    /** Returns the latencies of the messages that all nodes sent at a fixed rate since the last call. */
    List<Duration> latencies() {
        synchronized (this) {
            latencies.clear();
        }
        commandAll("latencies");
        await(REPLY, "a node does not report its latencies", () -> latencies.size() == nodes.size());
        synchronized (this) {
            return latencies.values().stream().flatMap(List::stream).toList();
        }
    }

    /** Returns when this node reached the message count that it watches, by this process's clock. */
    long awaitReached(int node, Duration deadline) {
        await(deadline, "n" + node + " did not get all messages", () -> reached.containsKey(node));
        synchronized (this) {
            return Optional.ofNullable(reached.remove(node)).orElseThrow();
        }
    }

    /** Waits for this time. Fails if a node dies. */
    void waitWhileAlive(Duration time) {
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

    /** Waits for a condition, which is checked under the lock of this object. */
    private void await(Duration deadline, String problem, BooleanSupplier condition) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!awaitBriefly(condition)) {
            checkAlive();
            if (System.nanoTime() > end) {
                throw new IllegalStateException(problem + " within " + deadline.toSeconds() + " s: " + this);
            }
        }
    }

    private synchronized boolean awaitBriefly(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CHECK_MILLIS);
        for (long left = CHECK_MILLIS;
                !condition.getAsBoolean() && left > 0;
                left = (end - System.nanoTime()) / 1_000_000) {
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return condition.getAsBoolean();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(CHECK_MILLIS / 4);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private synchronized void onEvent(int node, JsonObject event, long when) {
        if (!event.has("type") || !nodes.containsKey(node)) {
            return;
        }
        switch (event.get("type").getAsString()) {
            case "members" ->
                memberships.put(node, new Membership(event.get("members").getAsInt(), when));
            case "report" -> reports.put(node, event);
            case "reached" -> reached.put(node, when);
            case "latencies" -> {
                List<Duration> times = new ArrayList<>();
                event.getAsJsonArray("nanos").forEach(nanos -> times.add(Duration.ofNanos(nanos.getAsLong())));
                latencies.put(node, times);
            }
            default -> {
                return; // checkAlive reports a process that has ended
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
