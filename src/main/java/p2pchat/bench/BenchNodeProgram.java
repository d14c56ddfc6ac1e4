package p2pchat.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import p2pchat.app.ProcessOutput;
import p2pchat.model.Address;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkName;
import p2pchat.model.NetworkStatus;
import p2pchat.node.NetworkRequest;
import p2pchat.node.NetworkSettings;
import p2pchat.node.NetworkSettings.Entry;
import p2pchat.node.NodeGuardian;
import p2pchat.node.TimingProfile;
import p2pchat.runtime.Await;
import p2pchat.runtime.LocalNode;
import p2pchat.storage.NodeHome;
import p2pchat.transport.GrpcServer;
import p2pchat.transport.NetworkRegistry;
import p2pchat.transport.PeerService;

/** A node as {@code node} runs it, but for the console: it talks and counts as the benchmark that started it orders. */
public final class BenchNodeProgram {

    private static final Duration BIND = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final Address ANY_PORT = new Address("127.0.0.1", 0);

    private final BenchNodeOptions options;

    public BenchNodeProgram(BenchNodeOptions options) {
        this.options = options;
    }

    public int run() {
        NetworkRegistry hosted = new NetworkRegistry();
        NetworkName name = options.group();
        try (NodeHome home = NodeHome.at(options.home(), options.nick())) {
            ActorSystem<NodeGuardian.Command> system = ActorSystem.create(
                    LocalNode.guardian(home, hosted, options.directory(), Optional.empty(), endpoint -> endpoint),
                    "node");
            Address address = Await.upTo(BIND, GrpcServer.node(system, ANY_PORT, new PeerService(hosted)))
                    .address();
            LoadGenerator traffic = new LoadGenerator(
                    (text, accepted) -> system.tell(new NodeGuardian.Say(name, text, accepted)),
                    () -> ofOthers(system, name),
                    line -> ProcessOutput.print(List.of(line)));
            system.tell(new NodeGuardian.Enter(
                    new NetworkSettings(
                            name,
                            home.nick(),
                            address,
                            options.directory(),
                            Entry.JOIN_OR_CREATE,
                            0,
                            TimingProfile.BALANCED),
                    traffic::heard));
            traffic.obey(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
            CompletableFuture<Done> left = new CompletableFuture<>();
            system.tell(new NodeGuardian.Leave(name, left));
            Await.politely(STOP, left);
        } catch (IOException e) {
            throw new UncheckedIOException("the benchmark cannot be heard", e);
        }
        return 0;
    }

    /** How many messages of others its log holds. */
    private static CompletableFuture<Long> ofOthers(ActorSystem<NodeGuardian.Command> node, NetworkName network) {
        CompletableFuture<NetworkStatus> status = new CompletableFuture<>();
        node.tell(new NodeGuardian.Run(network, new NetworkRequest.Describe(status)));
        return status.thenApply(now -> now.stored().size()
                - now.standing()
                        .flatMap(MembershipSnapshot::node)
                        .map(self -> now.stored().of(self).size())
                        .orElse(0L));
    }
}
