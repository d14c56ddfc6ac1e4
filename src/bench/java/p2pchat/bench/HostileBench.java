package p2pchat.bench;

import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import p2pchat.model.Address;
import p2pchat.model.NetworkId;
import p2pchat.proto.NodeDiscovery;
import p2pchat.proto.Peer;

/**
 * Attacks a chatting group with random requests and hostile connections (SECURITY.md). Fails unless the group keeps its
 * leader and members, a newcomer gets in, and memory, log and answers stay within their limits.
 */
final class HostileBench {

    private static final Duration SETTLE = Duration.ofSeconds(90);
    private static final Duration MAX_LATENCY = Duration.ofSeconds(10);

    /** The heap of the launcher, and what the process needs beside it. */
    private static final long MAX_MEMORY_KIB = (512 + 256) * 1024L;

    private static final long MAX_LOG_BYTES = 10_000_000;

    /** They mean that the server did not expect the request. */
    private static final Set<Status.Code> UNEXPECTED = Set.of(Status.Code.INTERNAL, Status.Code.UNKNOWN);

    private final int nodes;
    private final int requests;
    private final int connections;
    private final Consumer<String> out;
    private final List<String> violations = new ArrayList<>();

    HostileBench(int nodes, int requests, int connections, Consumer<String> out) {
        this.nodes = nodes;
        this.requests = requests;
        this.connections = connections;
        this.out = out;
    }

    /** Runs the attack and prints the result. Blocks. Returns whether every limit held. */
    boolean run() {
        try (ProcessGroup group = ProcessGroup.start(nodes)) {
            attack(group);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        violations.forEach(violation -> out.accept("VIOLATION: " + violation));
        return violations.isEmpty();
    }

    private void attack(ProcessGroup group) throws InterruptedException, ExecutionException {
        NetworkId network = group.network();
        List<Address> targets = new ArrayList<>(group.addresses());
        Address directory = Address.parse(group.directory());
        Map<Integer, ProcessGroup.Condition> before = group.awaitAgreement(SETTLE);
        group.startSending(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (int number = 0; number < connections; number++) {
                HostileConnection.Attack[] attacks = HostileConnection.Attack.values();
                int target = number / attacks.length % (nodes + 1);
                threads.execute(new HostileConnection(
                        target < nodes ? targets.get(target) : directory,
                        attacks[number % attacks.length],
                        target < nodes ? "p2pchat.Peer/Message" : "p2pchat.NodeDiscovery/CreateNetwork"));
            }
            List<Future<Map<Status.Code, Long>>> floods = new ArrayList<>();
            for (int target = 0; target <= nodes; target++) {
                Address address = target < nodes ? targets.get(target) : directory;
                RandomRequests source = new RandomRequests(
                        target, target < nodes ? Peer.description : NodeDiscovery.description, network);
                floods.add(threads.submit(() -> flood(address, source)));
            }
            group.startNode(nodes + 1);
            awaitNewcomer(group);
            Map<Status.Code, Long> statuses = new TreeMap<>();
            for (Future<Map<Status.Code, Long>> flood : floods) {
                flood.get().forEach((code, count) -> statuses.merge(code, count, Long::sum));
            }
            out.accept("answers: " + statuses);
            statuses.keySet().stream()
                    .filter(UNEXPECTED::contains)
                    .forEach(code -> violations.add("answers with " + code));
        } finally {
            threads.shutdownNow();
        }
        check(group, before);
        threads.awaitTermination(SETTLE.toSeconds(), TimeUnit.SECONDS);
    }

    private Map<Status.Code, Long> flood(Address server, RandomRequests source) throws InterruptedException {
        try (RequestFlood flood = new RequestFlood(server)) {
            for (int sent = 0; sent < requests / (nodes + 1); sent++) {
                flood.send(source.next());
            }
            return flood.finish();
        }
    }

    private void awaitNewcomer(ProcessGroup group) {
        try {
            group.await(
                    SETTLE,
                    all -> all.containsKey(nodes + 1) && all.get(nodes + 1).settled());
        } catch (IllegalStateException late) {
            violations.add("a newcomer was kept out");
        }
    }

    private void check(ProcessGroup group, Map<Integer, ProcessGroup.Condition> before) {
        if (group.drops() > 0) {
            violations.add(group.drops() + " reports of dropped members");
        }
        long epochs = group.conditions().values().stream()
                .filter(now -> now.epoch() != before.get(1).epoch())
                .count();
        if (epochs > 0) {
            violations.add("another leader: " + before + ", now " + group.conditions());
        }
        Statistics latencies = new Statistics(group.latencies());
        out.accept("%d messages, %d ms p50 until all have it, %d ms p99, %d ms at most"
                .formatted(
                        latencies.sorted().size(),
                        latencies.percentile(50).toMillis(),
                        latencies.percentile(99).toMillis(),
                        latencies.max().toMillis()));
        if (latencies.max().compareTo(MAX_LATENCY) > 0) {
            violations.add("a message took longer than " + MAX_LATENCY.toSeconds() + " s");
        }
        group.processes().forEach((name, process) -> {
            if (!process.alive()) {
                violations.add(name + " has ended");
                return;
            }
            long memory = process.peakMemoryKib();
            out.accept(name + ": " + memory / 1024 + " MiB at most");
            if (memory > MAX_MEMORY_KIB) {
                violations.add(name + " used " + memory / 1024 + " MiB");
            }
        });
        checkLog(group.data().resolve("p2p-chat"));
    }

    private void checkLog(Path folder) {
        long bytes = 0;
        long traces = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("p2p-chat.log"))
                    .toList()) {
                bytes += Files.size(file);
                traces += Files.readString(file)
                        .lines()
                        .filter(line -> line.startsWith("\tat "))
                        .count();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.accept("log: " + bytes + " B");
        if (bytes > MAX_LOG_BYTES) {
            violations.add("the log has " + bytes + " B");
        }
        if (traces > 0) {
            violations.add("the log has " + traces + " lines of stack traces");
        }
    }
}
