package p2pchat.bench;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import p2pchat.model.Address;
import p2pchat.model.NetworkId;

/**
 * A directory and the nodes of one network, each in a separate process, and the last reported state of each node.
 *
 * <p>Threading: states arrive on the threads that read the processes. All methods are called from one thread.
 */
final class ProcessGroup implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final String NETWORK = "bench";
    private static final String LINE =
            "{\"do\":\"send\",\"text\":\"" + "all work and no play makes jack a dull boy ".repeat(4) + "\"}";

    /**
     * State that a node reported.
     *
     * @param since {@link System#nanoTime()} when the line arrived
     */
    record Condition(String state, int leader, long epoch, int members, long since) {
        boolean settled() {
            return state.equals("connected") || state.equals("partial") || state.equals("alone");
        }
    }

    private final ScratchFolder scratch;
    private final Path data;
    private final DirectoryProcess directory;
    private final Map<Integer, NodeProcess> nodes = new ConcurrentSkipListMap<>();
    private final Map<Integer, Condition> conditions = new TreeMap<>();
    private final Map<Integer, Integer> ids = new TreeMap<>();
    private final Map<Integer, JsonObject> replies = new TreeMap<>();
    private final Map<Integer, Long> lastDelivered = new TreeMap<>();
    private final List<Duration> latencies = new ArrayList<>();
    private boolean sending;
    private long delivered;
    private int drops;

    private ProcessGroup(ScratchFolder scratch, DirectoryProcess directory) {
        this.scratch = scratch;
        this.data = scratch.path();
        this.directory = directory;
    }

    /** Starts a directory and this many nodes. Blocks until all are members. */
    static ProcessGroup start(int size) {
        ScratchFolder scratch = ScratchFolder.create();
        ProcessGroup group = new ProcessGroup(scratch, DirectoryProcess.start(scratch.path()));
        for (int node = 1; node <= size; node++) {
            group.startNode(node);
            int expected = node;
            group.await(
                    START,
                    all -> all.values().stream().allMatch(c -> c.settled() && c.members() == expected)
                            && all.size() == expected);
        }
        return group;
    }

    /** Starts a node, or starts it again with its old data folder. */
    void startNode(int node) {
        nodes.put(
                node,
                NodeProcess.start(
                        data,
                        (line, when) -> onEvent(node, NodeProcess.parseEvent(line), when),
                        "node",
                        "--group",
                        NETWORK,
                        "--nick",
                        "n" + node,
                        "--nds",
                        directory.address(),
                        "--data-dir",
                        data.resolve("home" + node).toString(),
                        "-o",
                        "json"));
    }

    NodeProcess node(int node) {
        return Optional.ofNullable(nodes.get(node)).orElseThrow();
    }

    int size() {
        return nodes.size();
    }

    /** Returns the number of the node with this member id. */
    synchronized int nodeOf(int memberId) {
        return ids.entrySet().stream()
                .filter(entry -> entry.getValue() == memberId)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** Discards the last state of this node before a fault. */
    synchronized void clearCondition(int node) {
        conditions.remove(node);
    }

    synchronized Map<Integer, Condition> conditions() {
        return new TreeMap<>(conditions);
    }

    /** Waits until the reported states fulfill a condition. */
    synchronized Map<Integer, Condition> await(Duration deadline, Predicate<Map<Integer, Condition>> condition) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.test(conditions)) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new IllegalStateException(
                        "condition not reached within " + deadline.toSeconds() + " s: " + conditions);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return conditions();
    }

    /** Waits until all nodes are members with the same epoch and leader. */
    Map<Integer, Condition> awaitAgreement(Duration deadline) {
        return await(deadline, all -> all.size() == size() && agree(all, size()));
    }

    private static boolean agree(Map<Integer, Condition> all, int members) {
        return all.values().stream().allMatch(c -> c.settled() && c.members() == members)
                && all.values().stream().map(Condition::epoch).distinct().count() == 1
                && all.values().stream().map(Condition::leader).distinct().count() == 1;
    }

    /**
     * Starts sending. Each node has {@code inFlight} messages in flight and sends another when one is delivered. Keep
     * the number small: if the pipes fill up, the reader here and a node wait for each other.
     */
    void startSending(int inFlight) {
        synchronized (this) {
            sending = true;
        }
        for (NodeProcess node : nodes.values()) {
            for (int i = 0; i < inFlight; i++) {
                node.writeLine(LINE);
            }
        }
    }

    /** Returns the number of messages that were delivered to all members. */
    synchronized long delivered() {
        return delivered;
    }

    /** Returns the times between deliveries of a node, which with one message in flight are latencies. */
    synchronized List<Duration> latencies() {
        return List.copyOf(latencies);
    }

    /** Returns the addresses of the nodes, in order. Blocks until all nodes have reported them. */
    List<Address> addresses() {
        return nodes.keySet().stream()
                .map(node -> Address.parse(
                        ask(node, "{\"do\":\"status\"}").get("address").getAsString()))
                .toList();
    }

    NetworkId network() {
        return new NetworkId(
                UUID.fromString(ask(1, "{\"do\":\"info\"}").get("id").getAsString()));
    }

    private JsonObject ask(int node, String command) {
        synchronized (this) {
            replies.remove(node);
        }
        node(node).writeLine(command);
        await(START, all -> replies.containsKey(node));
        synchronized (this) {
            return Optional.ofNullable(replies.get(node)).orElseThrow();
        }
    }

    /** Returns HOST:PORT of the directory. */
    String directory() {
        return directory.address();
    }

    /** Returns the folder of data and log. */
    Path data() {
        return data;
    }

    Map<String, NodeProcess> processes() {
        Map<String, NodeProcess> all = new TreeMap<>(Map.of("directory", directory.process()));
        nodes.forEach((node, process) -> all.put("n" + node, process));
        return all;
    }

    /** Returns how often a node reported that a member was dropped. */
    synchronized int drops() {
        return drops;
    }

    private void onEvent(int node, JsonObject event, long when) {
        if (event.has("type") && recordEvent(node, event, when)) {
            node(node).writeLine(LINE);
        }
    }

    /** Records an event. Returns whether this node should send another line. */
    private synchronized boolean recordEvent(int node, JsonObject event, long when) {
        String type = event.get("type").getAsString();
        if (type.equals("delivery") && event.get("final").getAsBoolean()) {
            delivered++;
            Long before = lastDelivered.put(node, when);
            if (before != null) {
                latencies.add(Duration.ofNanos(when - before));
            }
            return sending;
        }
        if (type.equals("member") && event.get("change").getAsString().equals("dropped")) {
            drops++;
        } else if (type.equals("reply")) {
            replies.put(node, event);
            notifyAll();
        } else if (type.equals("hello")) {
            ids.put(node, event.getAsJsonObject("self").get("id").getAsInt());
        } else if (type.equals("state")) {
            int leader =
                    event.get("leader").isJsonNull() ? 0 : event.get("leader").getAsInt();
            conditions.put(
                    node,
                    new Condition(
                            event.get("state").getAsString(),
                            leader,
                            event.get("epoch").getAsLong(),
                            event.getAsJsonArray("members").size(),
                            when));
            notifyAll();
        }
        return false;
    }

    @Override
    public void close() {
        nodes.values().forEach(NodeProcess::kill);
        directory.process().kill();
        scratch.close();
    }
}
