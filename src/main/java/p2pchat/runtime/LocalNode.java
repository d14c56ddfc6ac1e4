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
import p2pchat.model.Address;
import p2pchat.model.Nick;
import p2pchat.node.DirectoryHost;
import p2pchat.node.Endpoint;
import p2pchat.node.NetworkGuardian;
import p2pchat.node.NodeGuardian;
import p2pchat.storage.DataRoot;
import p2pchat.storage.NodeHome;
import p2pchat.transport.GrpcServer;
import p2pchat.transport.LocalInterface;
import p2pchat.transport.NetworkRegistry;
import p2pchat.transport.PeerService;

/** The node of this process, running: its actors and its port. It ends when it is closed. */
public final class LocalNode implements AutoCloseable {

    private static final Duration BIND = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final ActorSystem<NodeGuardian.Command> system;
    private final Address bound;

    private LocalNode(ActorSystem<NodeGuardian.Command> system, Address bound) {
        this.system = system;
        this.bound = bound;
    }

    /**
     * The home that was named, or the usual one of the nick; where that is in use, the next free one, and that is said.
     *
     * @param advice what is added to that
     */
    public static NodeHome home(DataRoot root, Optional<Path> named, Nick nick, String advice) {
        NodeHome home = named.map(folder -> NodeHome.at(folder, nick)).orElseGet(() -> NodeHome.of(root, nick));
        if (!home.nick().equals(nick)) {
            ProcessOutput.say(nick + " is taken here: you are " + home.nick() + advice);
        }
        return home;
    }

    /**
     * Starts in a home.
     *
     * @param listen empty for the interface that reaches the directory, and a free port
     * @param host starts a directory in this process where none answers; empty to leave that to others
     */
    public static LocalNode start(
            NodeHome home, Address directory, Optional<Address> listen, Optional<DirectoryHost> host) {
        NetworkRegistry hosted = new NetworkRegistry();
        ActorSystem<NodeGuardian.Command> system =
                ActorSystem.create(guardian(home, own -> new GrpcEndpoint(own, hosted, directory), host), "node");
        try {
            Address at = listen.orElseGet(() -> new Address(LocalInterface.towards(directory), 0));
            return new LocalNode(
                    system,
                    Await.upTo(BIND, GrpcServer.node(system, at, new PeerService(hosted)))
                            .address());
        } catch (RuntimeException e) {
            stop(system);
            throw e;
        }
    }

    /**
     * Returns the actors of a node.
     *
     * @param endpoint how the node reaches other processes
     * @param host starts a directory in this process where none answers; empty to never start one
     */
    public static Behavior<NodeGuardian.Command> guardian(
            NodeHome home, Function<ActorSystem<?>, Endpoint> endpoint, Optional<DirectoryHost> host) {
        return Behaviors.setup(context -> NodeGuardian.create(
                new NetworkGuardian.World(
                        endpoint.apply(context.getSystem()),
                        new HomeStores(home, System::currentTimeMillis),
                        MonotonicClock::monotonic,
                        System::currentTimeMillis,
                        new SecureRandom()),
                host));
    }

    public ActorSystem<NodeGuardian.Command> system() {
        return system;
    }

    /** Where others reach it, unless they are told otherwise. */
    public Address reachable(Address directory) {
        return LocalInterface.reachable(bound, directory);
    }

    /** Leaves every network, as far as that can be done soon. One that has stopped has left. */
    public void leave() {
        CompletableFuture<Done> left = new CompletableFuture<>();
        system.tell(new NodeGuardian.LeaveAll(left));
        Await.politely(
                STOP, CompletableFuture.anyOf(left, system.getWhenTerminated().toCompletableFuture()));
    }

    @Override
    public void close() {
        stop(system);
    }

    private static void stop(ActorSystem<NodeGuardian.Command> system) {
        system.terminate();
        Await.politely(STOP, system.getWhenTerminated());
    }
}
