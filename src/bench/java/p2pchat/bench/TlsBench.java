package p2pchat.bench;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import p2pchat.crypto.Device;
import p2pchat.crypto.FastProvider;
import p2pchat.crypto.KeyRings;
import p2pchat.model.Address;
import p2pchat.runtime.Await;
import p2pchat.runtime.DirectoryServer;
import p2pchat.runtime.ProcessOutput;
import p2pchat.transport.DirectoryTrust;
import p2pchat.transport.GrpcClients;
import p2pchat.transport.NdsCalls;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the processor time of a new connection to a directory, in both processes: probe, TCP, handshake, HTTP/2 and
 * one call.
 */
final class TlsBench {

    private static final Address ANY_PORT = new Address("127.0.0.1", 0);
    private static final Duration CALL = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(5);

    /** Below the limit of a server. */
    private static final long PAUSE_MILLIS = 25;

    private final int connections;
    private final boolean jdkOnly;
    private final boolean json;
    private final Consumer<String> out;

    /** @param jdkOnly measures without our provider */
    TlsBench(int connections, boolean jdkOnly, boolean json, Consumer<String> out) {
        this.connections = connections;
        this.jdkOnly = jdkOnly;
        this.json = json;
        this.out = out;
    }

    /** Runs the benchmark and prints one line. Blocks. */
    void run() {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "tls");
        try (ScratchFolder folder = ScratchFolder.create()) {
            DirectoryProcess directory = DirectoryProcess.start(
                    folder.path(), jdkOnly ? List.of("bench-directory", "--jdk") : List.of("bench-directory"));
            try (NodeProcess process = directory.process()) {
                prepare(folder.path(), jdkOnly);
                KeyRings keys =
                        new KeyRings(Device.random(new SecureRandom()), new SecureRandom(), System::currentTimeMillis);
                GrpcClients clients = new GrpcClients(system, keys.device().signingKey());
                NdsCalls calls = new NdsCalls(clients, Address.parse(directory.address()), DirectoryTrust.ANY, keys);
                connect(clients, calls);
                Duration ours = ownCpu();
                Duration theirs = process.cpu();
                connect(clients, calls);
                report(ownCpu().minus(ours), process.cpu().minus(theirs));
            }
        } finally {
            system.terminate();
            Await.completion(STOP, system.getWhenTerminated());
        }
    }

    private static void prepare(Path folder, boolean jdkOnly) {
        if (!jdkOnly) {
            FastProvider.install(folder);
        }
    }

    private void connect(GrpcClients clients, NdsCalls calls) {
        for (int i = 0; i < connections; i++) {
            clients.reconnect();
            Await.result(CALL, ProxiedGroup.callUntilAnswered(calls)); // the first may be late
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private static Duration ownCpu() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? Duration.ofNanos(system.getProcessCpuTime())
                : Duration.ZERO;
    }

    private void report(Duration client, Duration server) {
        double clientMillis = client.toNanos() / 1e6 / connections;
        double serverMillis = server.toNanos() / 1e6 / connections;
        if (json) {
            JsonObject line = new JsonObject();
            line.addProperty("connections", connections);
            line.addProperty("clientMillis", clientMillis);
            line.addProperty("serverMillis", serverMillis);
            out.accept(line.toString());
        } else {
            out.accept(
                    "%d connections after as many to warm up, %s: %.2f ms of CPU at the client, %.2f ms at the server"
                            .formatted(connections, jdkOnly ? "JDK only" : "our provider", clientMillis, serverMillis));
        }
    }

    /** Runs a directory that the benchmark connects to. */
    @Command(name = "bench-directory", hidden = true, description = "A directory that a benchmark controls.")
    static final class Server implements Callable<Integer> {

        @Option(names = "--jdk")
        private boolean jdkOnly;

        @Override
        public Integer call() throws IOException {
            try (ScratchFolder folder = ScratchFolder.create()) {
                prepare(folder.path(), jdkOnly);
                try (DirectoryServer directory = DirectoryServer.start(folder.path(), ANY_PORT)) {
                    ProcessOutput.say("directory at " + directory.address() + ", for a benchmark");
                    return Math.min(0, System.in.read()); // until the benchmark ends
                }
            }
        }
    }
}
