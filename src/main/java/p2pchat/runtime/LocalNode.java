package p2pchat.runtime;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import p2pchat.crypto.Device;
import p2pchat.crypto.KeyRings;
import p2pchat.model.Address;
import p2pchat.model.Nick;
import p2pchat.node.DirectoryHost;
import p2pchat.node.Endpoint;
import p2pchat.node.NodeContext;
import p2pchat.node.NodeGuardian;
import p2pchat.storage.DataRoot;
import p2pchat.storage.NodeHome;
import p2pchat.transport.GrpcServer;
import p2pchat.transport.LocalInterface;
import p2pchat.transport.NetworkRegistry;
import p2pchat.transport.PeerService;

/** The running node of this process, with its actors and its port. */
public final class LocalNode implements AutoCloseable {

    private static final Duration BIND = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final ActorSystem<NodeGuardian.Command> system;
    private final GrpcServer server;
    private final Function<Address, GrpcServer> binding;
    private Optional<AddressWatch> watch = Optional.empty();

    private LocalNode(
            ActorSystem<NodeGuardian.Command> system, GrpcServer server, Function<Address, GrpcServer> binding) {
        this.system = system;
        this.server = server;
        this.binding = binding;
    }

    /**
     * Opens the home that was named, or the default one of the nick. If that is in use, opens the next free one and
     * prints a message.
     *
     * @param advice is appended to that message
     */
    public static NodeHome home(DataRoot root, Optional<Path> named, Nick nick, String advice) {
        NodeHome home = named.map(folder -> NodeHome.open(folder, nick)).orElseGet(() -> NodeHome.openFree(root, nick));
        if (!home.nick().equals(nick)) {
            ProcessOutput.say("the nick " + nick + " is in use on this machine; you are " + home.nick() + advice);
        }
        return home;
    }

    /**
     * Starts a node.
     *
     * @param device the identity of this home
     * @param listen empty for the interface that reaches the directory and a free port
     * @param host starts a directory in this process if none answers; empty to never start one
     */
    public static LocalNode start(
            NodeHome home,
            Device device,
            TrustedDirectory directory,
            Optional<Address> listen,
            Optional<DirectoryHost> host) {
        NetworkRegistry registry = new NetworkRegistry();
        KeyRings keys = new KeyRings(device, new SecureRandom(), System::currentTimeMillis);
        ActorSystem<NodeGuardian.Command> system = ActorSystem.create(
                guardian(home, keys, own -> new GrpcEndpoint(own, keys, registry, directory), host), "node");
        directory.reportTo(problem -> system.tell(new NodeGuardian.Report(problem)));
        try {
            Address at = listen.orElseGet(() -> new Address(LocalInterface.towards(directory.address()), 0));
            Function<Address, GrpcServer> binding = address -> Await.result(
                    BIND,
                    GrpcServer.node(system, device.signingKey(), address, caller -> new PeerService(registry, caller)));
            return new LocalNode(system, binding.apply(at), binding);
        } catch (RuntimeException e) {
            stop(system);
            throw e;
        }
    }

    /**
     * Returns the actors of a node.
     *
     * @param endpoint how the node reaches other processes
     * @param host starts a directory in this process if none answers; empty to never start one
     */
    public static Behavior<NodeGuardian.Command> guardian(
            NodeHome home, KeyRings keys, Function<ActorSystem<?>, Endpoint> endpoint, Optional<DirectoryHost> host) {
        return Behaviors.setup(context -> NodeGuardian.create(
                new NodeContext(
                        endpoint.apply(context.getSystem()),
                        new HomeStores(home, keys, System::currentTimeMillis),
                        MonotonicClock::millis,
                        System::currentTimeMillis,
                        new SecureRandom()),
                host));
    }

    public ActorSystem<NodeGuardian.Command> system() {
        return system;
    }

    /** Returns the address where other members reach this node by default. */
    public Address reachable(Address directory) {
        return LocalInterface.reachable(server.address(), directory);
    }

    /** Listens at the interface towards the directory from now on, whatever its address. */
    public void follow(Address directory) {
        watch = Optional.of(new AddressWatch(
                directory, server, binding, address -> system.tell(new NodeGuardian.AddressChanged(address))));
    }

    /** Leaves every network, within a few seconds. */
    public void leave() {
        CompletableFuture<Done> left = new CompletableFuture<>();
        system.tell(new NodeGuardian.LeaveAll(left));
        Await.completion(
                STOP, CompletableFuture.anyOf(left, system.getWhenTerminated().toCompletableFuture()));
    }

    @Override
    public void close() {
        watch.ifPresent(AddressWatch::close);
        stop(system);
    }

    private static void stop(ActorSystem<NodeGuardian.Command> system) {
        system.terminate();
        Await.completion(STOP, system.getWhenTerminated());
    }
}
