package p2pchat.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import p2pchat.console.render.OutputFormat;
import p2pchat.crypto.Device;
import p2pchat.crypto.FastProvider;
import p2pchat.crypto.Identity;
import p2pchat.crypto.KeyRings;
import p2pchat.crypto.Passphrase;
import p2pchat.model.Address;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.MessageDraft;
import p2pchat.model.NetworkName;
import p2pchat.model.NetworkStatus;
import p2pchat.model.Nick;
import p2pchat.node.NetworkRequest;
import p2pchat.node.NetworkSettings;
import p2pchat.node.NetworkSettings.Entry;
import p2pchat.node.NodeGuardian;
import p2pchat.node.TimingProfile;
import p2pchat.runtime.Await;
import p2pchat.runtime.GrpcEndpoint;
import p2pchat.runtime.LocalNode;
import p2pchat.runtime.ProcessOutput;
import p2pchat.runtime.TrustedDirectory;
import p2pchat.storage.KnownDirectories;
import p2pchat.storage.NodeHome;
import p2pchat.transport.GrpcServer;
import p2pchat.transport.NetworkRegistry;
import p2pchat.transport.PeerService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a node without a console. The benchmark that started it sends it commands. */
@Command(name = "bench-node", hidden = true, description = "A node that a benchmark controls.")
final class BenchNode implements Callable<Integer> {

    private static final Duration BIND = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final Address ANY_PORT = new Address("127.0.0.1", 0);

    @Option(names = "--group", required = true)
    private NetworkName name = new NetworkName("bench");

    @Option(names = "--nick", required = true)
    private Nick nick = new Nick("bench");

    @Option(names = "--nds", required = true)
    private Address directory = ANY_PORT;

    @Option(names = "--data-dir", required = true)
    private Path folder = Path.of("");

    @Override
    public Integer call() {
        FastProvider.install(folder);
        NetworkRegistry networks = new NetworkRegistry();
        try (NodeHome home = NodeHome.open(folder, nick)) {
            SecureRandom random = new SecureRandom();
            Device device = Identity.readOrCreate(folder.resolve(Identity.FILE), Passphrase.NONE, random)
                    .deviceOrCreate(folder, random, System.currentTimeMillis());
            KeyRings keys = new KeyRings(device, random, System::currentTimeMillis);
            TrustedDirectory trusted =
                    new TrustedDirectory(directory, false, new KnownDirectories(folder.resolve("known_directories")));
            ActorSystem<NodeGuardian.Command> system = ActorSystem.create(
                    LocalNode.guardian(
                            home, keys, own -> new GrpcEndpoint(own, keys, networks, trusted), Optional.empty()),
                    "node");
            Address address = Await.result(
                            BIND,
                            GrpcServer.node(
                                    system,
                                    keys.device().signingKey(),
                                    ANY_PORT,
                                    caller -> new PeerService(networks, caller)))
                    .address();
            LoadGenerator generator = new LoadGenerator(
                    (text, accepted) -> system.tell(new NodeGuardian.Submit(
                            name, new NetworkRequest.Send(new MessageDraft.Text(text), accepted))),
                    () -> countMessagesOfOthers(system, name),
                    line -> ProcessOutput.print(List.of(line), OutputFormat.PLAIN));
            system.tell(new NodeGuardian.Enter(
                    new NetworkSettings(
                            name,
                            home.nick(),
                            address,
                            directory,
                            Entry.JOIN_OR_CREATE,
                            0,
                            TimingProfile.BALANCED,
                            false),
                    generator::onEvent));
            generator.runCommands(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
            CompletableFuture<Done> left = new CompletableFuture<>();
            system.tell(new NodeGuardian.Leave(name, left));
            Await.completion(STOP, left);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read commands", e);
        }
        return 0;
    }

    /** Returns the number of messages by other members in the log of this node. */
    private static CompletableFuture<Long> countMessagesOfOthers(
            ActorSystem<NodeGuardian.Command> node, NetworkName network) {
        CompletableFuture<NetworkStatus> status = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(network, new NetworkRequest.GetStatus(status)));
        return status.thenApply(now -> now.stored().size()
                - now.snapshot()
                        .flatMap(MembershipSnapshot::node)
                        .map(self -> now.stored().of(self).size())
                        .orElse(0L));
    }
}
