package p2pchat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import p2pchat.bench.Traffic;
import p2pchat.model.Address;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.Standing;
import p2pchat.node.Errand;
import p2pchat.node.NetworkSettings;
import p2pchat.node.NetworkSettings.Entry;
import p2pchat.node.NetworkStatus;
import p2pchat.node.NodeGuardian;
import p2pchat.node.Pace;
import p2pchat.storage.NodeHome;
import p2pchat.transport.GrpcServer;
import p2pchat.transport.Hosted;
import p2pchat.transport.PeerService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A node as {@code node} runs it, but for the console: it talks and counts as the benchmark that started it orders. */
@Command(name = "bench-node", hidden = true, description = "A node that a benchmark talks through.")
final class BenchNodeCommand extends CommandOptions implements Callable<Integer> {

    private static final Duration BIND = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final Address ANY_PORT = new Address("127.0.0.1", 0);

    @Option(names = "--group", required = true)
    private @Nullable NetworkName group;

    @Option(names = "--nick", required = true)
    private @Nullable Nick nick;

    @Option(names = "--nds", required = true)
    private @Nullable Address directory;

    @Option(names = "--data-dir", required = true)
    private @Nullable Path folder;

    @Override
    public Integer call() throws IOException {
        if (group == null || nick == null || directory == null || folder == null) {
            throw mistake("bench-node is for benchmarks only", "they give it all it needs");
        }
        Hosted hosted = new Hosted();
        Address nds = directory;
        NetworkName name = group;
        try (NodeHome home = NodeHome.at(folder, nick)) {
            ActorSystem<NodeGuardian.Command> system = ActorSystem.create(
                    LocalNode.guardian(home, hosted, nds, Optional.empty(), endpoint -> endpoint), "node");
            Address address = Waiting.upTo(BIND, GrpcServer.node(system, ANY_PORT, new PeerService(hosted)))
                    .address();
            Traffic traffic = new Traffic(
                    (text, accepted) -> system.tell(new NodeGuardian.Say(name, text, accepted)),
                    () -> ofOthers(system, name),
                    out());
            system.tell(new NodeGuardian.Enter(
                    new NetworkSettings(name, home.nick(), address, nds, Entry.JOIN_OR_CREATE, 0, Pace.BALANCED),
                    traffic::heard));
            traffic.obey(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
            CompletableFuture<Done> left = new CompletableFuture<>();
            system.tell(new NodeGuardian.Leave(name, left));
            Waiting.politely(STOP, left);
        }
        return 0;
    }

    /** How many messages of others its log holds. */
    private static CompletableFuture<Long> ofOthers(ActorSystem<NodeGuardian.Command> node, NetworkName network) {
        CompletableFuture<NetworkStatus> status = new CompletableFuture<>();
        node.tell(new NodeGuardian.Run(network, new Errand.Describe(status)));
        return status.thenApply(now -> now.stored().size()
                - now.standing()
                        .flatMap(Standing::node)
                        .map(self -> now.stored().of(self).size())
                        .orElse(0L));
    }

    private Consumer<String> out() {
        PrintWriter out = commandLine().getOut();
        return line -> {
            out.println(line);
            out.flush();
        };
    }

    @Override
    String invocation() {
        return "p2p-chat bench-node";
    }
}
