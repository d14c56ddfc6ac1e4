package p2pchat.bench;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorSystem;
import p2pchat.crypto.Device;
import p2pchat.crypto.KeyRings;
import p2pchat.model.Address;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.node.NetworkRequest;
import p2pchat.node.NetworkSettings;
import p2pchat.node.NodeGuardian;
import p2pchat.node.TimingProfile;
import p2pchat.runtime.Await;
import p2pchat.runtime.GrpcEndpoint;
import p2pchat.runtime.LocalNode;
import p2pchat.runtime.TrustedDirectory;
import p2pchat.storage.KnownDirectories;
import p2pchat.storage.NodeHome;
import p2pchat.transport.GrpcServer;
import p2pchat.transport.NetworkRegistry;
import p2pchat.transport.PeerService;

/**
 * Node that shares its process with others and reaches them through proxies.
 *
 * <p>Threading: the condition changes on the threads of the node and may be read from any thread.
 */
public final class ProxiedNode implements AutoCloseable {

    private static final NetworkName NETWORK = new NetworkName("g1");
    private static final Address ANY_PORT = new Address("127.0.0.1", 0);
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final int number;
    private final NodeHome home;
    private final Address address;
    private final ActorSystem<NodeGuardian.Command> system;
    private volatile NetworkEvent.Condition condition =
            new NetworkEvent.Condition(NetworkEvent.State.JOINING, true, Optional.empty(), 0, List.of());

    private ProxiedNode(int number, NodeHome home, Address address, ActorSystem<NodeGuardian.Command> system) {
        this.number = number;
        this.home = home;
        this.address = address;
        this.system = system;
    }

    /** Starts a node that is not in a network yet. */
    static ProxiedNode start(int number, Path folder, Address directory, UnaryOperator<Address> route) {
        NodeHome home = NodeHome.open(folder.resolve("n" + number), new Nick("n" + number));
        NetworkRegistry networks = new NetworkRegistry();
        KeyRings keys = new KeyRings(Device.random(new SecureRandom()), new SecureRandom(), System::currentTimeMillis);
        TrustedDirectory trusted = new TrustedDirectory(
                directory, false, new KnownDirectories(home.folder().resolve("known_directories")));
        ActorSystem<NodeGuardian.Command> system = ActorSystem.create(
                LocalNode.guardian(
                        home,
                        keys,
                        own -> new ProxyEndpoint(new GrpcEndpoint(own, keys, networks, trusted), route),
                        Optional.empty()),
                "node" + number);
        Address address = Await.result(
                        START,
                        GrpcServer.node(
                                system,
                                keys.device().signingKey(),
                                ANY_PORT,
                                caller -> new PeerService(networks, caller)))
                .address();
        return new ProxiedNode(number, home, address, system);
    }

    /**
     * Joins the network, or creates it.
     *
     * @param listener receives each event after the condition is updated
     */
    void enter(Address directory, TimingProfile timing, Consumer<NetworkEvent> listener) {
        system.tell(new NodeGuardian.Enter(
                new NetworkSettings(
                        NETWORK,
                        home.nick(),
                        address,
                        directory,
                        NetworkSettings.Entry.JOIN_OR_CREATE,
                        0,
                        timing,
                        false),
                event -> {
                    if (event instanceof NetworkEvent.Condition now) {
                        condition = now;
                    }
                    listener.accept(event);
                }));
    }

    int number() {
        return number;
    }

    Address address() {
        return address;
    }

    NetworkEvent.Condition condition() {
        return condition;
    }

    /** Sends a text. Returns when it is stored in the log of this node. */
    public MessageId send(String text) {
        CompletableFuture<MessageId> accepted = new CompletableFuture<>();
        system.tell(new NodeGuardian.Submit(NETWORK, new NetworkRequest.Send(new MessageDraft.Text(text), accepted)));
        return Await.result(START, accepted);
    }

    @Override
    public void close() {
        system.terminate();
        Await.completion(STOP, system.getWhenTerminated());
        home.close();
    }

    @Override
    public String toString() {
        return "n" + number + " " + condition.state() + " leader " + condition.leader() + " epoch " + condition.epoch()
                + " members " + condition.members();
    }
}
