package p2pchat.bench;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A directory and the nodes of one network, each in a process of its own, and what each last said of its condition.
 *
 * <p>Threading: conditions come from the readers' threads; everything else is called from one.
 */
final class ProcessGroup implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final String NETWORK = "bench";
    private static final String LINE =
            "{\"do\":\"send\",\"text\":\"" + "all work and no play makes jack a dull boy ".repeat(4) + "\"}";

    /**
     * What a node said of itself.
     *
     * @param since {@link System#nanoTime()} when the line came
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
    private boolean talking;
    private long delivered;
    private int drops;

    private ProcessGroup(ScratchFolder scratch, DirectoryProcess directory) {
        this.scratch = scratch;
        this.data = scratch.path();
        this.directory = directory;
    }

    /** A directory and so many nodes, all in. Blocks. */
    static ProcessGroup start(int size) {
        ScratchFolder scratch = ScratchFolder.create();
        ProcessGroup fleet = new ProcessGroup(scratch, DirectoryProcess.start(scratch.path()));
        for (int node = 1; node <= size; node++) {
            fleet.startNode(node);
            int expected = node;
            fleet.await(
                    START,
                    all -> all.values().stream().allMatch(c -> c.settled() && c.members() == expected)
                            && all.size() == expected);
        }
        return fleet;
    }

    /** Starts a node, or starts it again in its old home. */
    void startNode(int node) {
        nodes.put(
                node,
                NodeProcess.start(
                        data,
                        (line, when) -> heard(node, NodeProcess.event(line), when),
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

    /** Which node has this member id. */
    synchronized int nodeOf(int memberId) {
        return ids.entrySet().stream()
                .filter(entry -> entry.getValue() == memberId)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** What this node said is void: it is about to be injured. */
    synchronized void forget(int node) {
        conditions.remove(node);
    }

    synchronized Map<Integer, Condition> conditions() {
        return new TreeMap<>(conditions);
    }

    /** Waits until what the nodes said fulfils the wish. */
    synchronized Map<Integer, Condition> await(Duration deadline, Predicate<Map<Integer, Condition>> wish) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!wish.test(conditions)) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new IllegalStateException("not within " + deadline.toSeconds() + " s: " + conditions);
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

    /** Everybody is in and of one mind. */
    Map<Integer, Condition> awaitAgreement(Duration deadline) {
        return await(deadline, all -> all.size() == size() && agree(all, size()));
    }

    private static boolean agree(Map<Integer, Condition> all, int members) {
        return all.values().stream().allMatch(c -> c.settled() && c.members() == members)
                && all.values().stream().map(Condition::epoch).distinct().count() == 1
                && all.values().stream().map(Condition::leader).distinct().count() == 1;
    }

    /**
     * Everybody talks from now on: a new line for each that all have, so many under way at once from each node. Few
     * enough for the pipes, so that no reader here waits for a node that waits for its reader.
     */
    void talk(int underWay) {
        synchronized (this) {
            talking = true;
        }
        for (NodeProcess node : nodes.values()) {
            for (int i = 0; i < underWay; i++) {
                node.say(LINE);
            }
        }
    }

    /** Lines that everybody has. */
    synchronized long delivered() {
        return delivered;
    }

    /** How often a node said that a member was dropped. */
    synchronized int drops() {
        return drops;
    }

    private void heard(int node, JsonObject event, long when) {
        if (event.has("type") && note(node, event, when)) {
            node(node).say(LINE);
        }
    }

    /** Whether it is this node's turn to say another line. */
    private synchronized boolean note(int node, JsonObject event, long when) {
        String type = event.get("type").getAsString();
        if (type.equals("delivery") && event.get("final").getAsBoolean()) {
            delivered++;
            return talking;
        }
        if (type.equals("member") && event.get("change").getAsString().equals("dropped")) {
            drops++;
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
