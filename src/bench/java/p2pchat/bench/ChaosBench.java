package p2pchat.bench;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Lets real processes chat under kills, freezes, directory losses and interrupted catch-ups. Checks what each process
 * shows ({@link ScreenOrder}), and at the end that all logs are equal.
 */
final class ChaosBench {

    private static final String NETWORK = "chaos";
    private static final Duration SETTLE = Duration.ofMinutes(3);
    private static final Duration SYNC = Duration.ofSeconds(30);
    private static final int FLOOD = 2_000;
    private static final int MAX_REPORTED = 20;

    /** One process from its start to its end. */
    private static final class Life {
        private final ScreenOrder screen = new ScreenOrder();
        private volatile boolean syncing;
        private volatile String lastLine = "";
    }

    private final int size;
    private final Duration duration;
    private final long seed;
    private final boolean json;
    private final Consumer<String> out;
    private final Random random;
    private final ScratchFolder scratch = ScratchFolder.create();
    private final String directoryAddress = freeAddress();
    private final Map<Integer, NodeProcess> nodes = new TreeMap<>();
    private final Map<Integer, Life> current = new TreeMap<>();
    private final List<Life> lives = Collections.synchronizedList(new ArrayList<>());
    private final List<String> violations = Collections.synchronizedList(new ArrayList<>());
    private final Map<Integer, Integer> nodeOfMember = Collections.synchronizedMap(new TreeMap<>());
    private volatile int leader;
    private volatile boolean directoryListens;
    private NodeProcess directory;
    private int lines;
    private int faults;

    ChaosBench(int size, Duration duration, long seed, boolean json, Consumer<String> out) {
        this.size = size;
        this.duration = duration;
        this.seed = seed;
        this.json = json;
        this.out = out;
        this.random = new Random(seed);
        this.directory = startDirectory();
    }

    /** Runs the benchmark and prints its report. Returns whether nothing was violated. */
    boolean run() {
        try {
            awaitDirectory();
            IntStream.rangeClosed(1, size).forEach(this::start);
            awaitEntries();
            long end = System.nanoTime() + duration.toNanos();
            while (System.nanoTime() < end) {
                chat();
                injectFault();
                pause(500 + random.nextInt(3_000));
            }
            long messages = awaitEqualLogs();
            violations.stream().limit(MAX_REPORTED).forEach(out);
            out.accept(new BenchReport("chaos")
                    .parameter("seed", seed, "seed " + seed)
                    .result("faults", faults, faults + " faults")
                    .result("lives", lives.size(), lives.size() + " processes")
                    .result("messages", messages, messages + " messages in each log")
                    .result("shown", shown(), shown() + " shown")
                    .result("violations", violations.size(), violations.size() + " violations")
                    .line(json));
            return violations.isEmpty();
        } finally {
            nodes.values().forEach(NodeProcess::kill);
            directory.kill();
            scratch.close();
        }
    }

    private long shown() {
        return lives.stream().mapToLong(life -> life.screen.shown()).sum();
    }

    // --- faults

    private void injectFault() {
        faults++;
        int node = 1 + random.nextInt(size);
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                process(node).kill();
                pause(random.nextInt(5_000));
                start(node);
            }
            case 2 -> {
                process(node).freeze();
                pause(500 + random.nextInt(6_000));
                process(node).resume();
            }
            case 3 -> loseDirectory();
            default -> interruptCatchUp(node);
        }
    }

    private void loseDirectory() {
        directory.kill();
        if (random.nextInt(3) == 0) {
            new ScratchFolder(scratch.path().resolve("p2p-chat").resolve("nds")).close();
        }
        pause(random.nextInt(6_000));
        directory = startDirectory();
    }

    /** Lets a node miss more than a screen shows, and kills the leader in the midst of the catch-up. */
    private void interruptCatchUp(int node) {
        process(node).kill();
        say(1 + node % size, FLOOD / 4 + random.nextInt(FLOOD));
        pause(3_000 + random.nextInt(3_000));
        Life life = start(node);
        long deadline = System.nanoTime() + SYNC.toNanos();
        while (!life.syncing && System.nanoTime() < deadline) {
            pause(5);
        }
        int leading = leader;
        if (leading != 0 && leading != node) {
            process(leading).kill();
            pause(random.nextInt(3_000));
            start(leading);
        }
    }

    // --- processes

    private void chat() {
        for (int i = random.nextInt(20); i > 0; i--) {
            say(1 + random.nextInt(size), 1 + random.nextInt(5));
        }
    }

    private void say(int node, int count) {
        try {
            for (int i = 0; i < count; i++) {
                process(node).writeLine("{\"do\":\"send\",\"text\":\"line " + ++lines + "\"}");
            }
        } catch (UncheckedIOException e) {
            violations.add("node " + node + " does not read: " + e.getMessage());
        }
    }

    private NodeProcess process(int node) {
        NodeProcess process = nodes.get(node);
        if (process == null || !process.alive()) {
            Life life = current.get(node);
            violations.add("n" + node + " has ended by itself after " + (life == null ? "nothing" : life.lastLine));
            start(node);
            return process(node);
        }
        return process;
    }

    private Life start(int node) {
        Life life = new Life();
        lives.add(life);
        current.put(node, life);
        String[] arguments = {
            "node",
            "--group",
            NETWORK,
            "--nick",
            "n" + node,
            "--nds",
            directoryAddress,
            "--data-dir",
            home(node).toString(),
            "-o",
            "json",
            "--history",
            "20"
        };
        nodes.put(
                node,
                NodeProcess.start(
                        scratch.path(),
                        (line, when) -> {
                            if (!line.contains("\"type\":\"reply\"")) {
                                life.lastLine = line;
                            }
                            onEvent(node, life, NodeProcess.parseEvent(line));
                        },
                        arguments));
        return life;
    }

    private Path home(int node) {
        return scratch.path().resolve("home" + node);
    }

    private void onEvent(int node, Life life, JsonObject event) {
        life.screen.accept(event).ifPresent(why -> violations.add("n" + node + ": " + why));
        String type = event.has("type") ? event.get("type").getAsString() : "";
        if (type.equals("sync") && event.get("have").getAsLong() > 0) {
            life.syncing = true;
        } else if (type.equals("hello")) {
            nodeOfMember.put(event.getAsJsonObject("self").get("id").getAsInt(), node);
        } else if (type.equals("state") && !event.get("leader").isJsonNull()) {
            leader = nodeOfMember.getOrDefault(event.get("leader").getAsInt(), 0);
        }
    }

    private NodeProcess startDirectory() {
        return NodeProcess.start(
                scratch.path(),
                (line, when) -> {
                    if (line.startsWith("directory at ")) {
                        directoryListens = true;
                    }
                },
                "nds",
                "--listen",
                directoryAddress);
    }

    /** Waits for the first start, without which a new node ends. */
    private void awaitDirectory() {
        long deadline = System.nanoTime() + SYNC.toNanos();
        while (!directoryListens && System.nanoTime() < deadline) {
            pause(20);
        }
    }

    /** Waits until all nodes are members, because a newcomer ends if it loses the directory. */
    private void awaitEntries() {
        long deadline = System.nanoTime() + SYNC.toNanos();
        while (nodeOfMember.size() < size && System.nanoTime() < deadline) {
            pause(20);
        }
    }

    private static String freeAddress() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- logs

    /** Waits until all logs are equal. Returns the number of their messages. */
    private long awaitEqualLogs() {
        IntStream.rangeClosed(1, size).forEach(this::process);
        long deadline = System.nanoTime() + SETTLE.toNanos();
        while (true) {
            pause(5_000);
            List<List<String>> logs =
                    IntStream.rangeClosed(1, size).mapToObj(this::log).toList();
            boolean equal = logs.stream().distinct().count() == 1;
            if (equal || System.nanoTime() > deadline) {
                if (!equal) {
                    violations.add(
                            "the logs differ: " + logs.stream().map(List::size).toList() + " messages");
                }
                return logs.get(0).size();
            }
        }
    }

    private List<String> log(int node) {
        List<String> messages = Collections.synchronizedList(new ArrayList<>());
        NodeProcess history = NodeProcess.start(
                scratch.path(),
                (line, when) -> {
                    JsonObject event = NodeProcess.parseEvent(line);
                    if (event.has("seq")) {
                        messages.add(event.getAsJsonObject("from").get("id") + "#" + event.get("seq") + " "
                                + event.get("text"));
                    }
                },
                "history",
                "--group",
                NETWORK,
                "--data-dir",
                home(node).toString(),
                "-n",
                "1000000",
                "-o",
                "json");
        history.awaitOutput(SYNC);
        return List.copyOf(messages);
    }

    private static void pause(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
