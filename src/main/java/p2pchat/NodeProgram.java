package p2pchat;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import p2pchat.console.Output;
import p2pchat.console.Seat;
import p2pchat.console.Session;
import p2pchat.model.Address;
import p2pchat.node.DirectoryHost;
import p2pchat.node.Endpoint;
import p2pchat.node.NetworkGuardian;
import p2pchat.node.NetworkSettings;
import p2pchat.node.NodeGuardian;
import p2pchat.storage.DataRoot;
import p2pchat.storage.NodeHome;
import p2pchat.transport.GrpcServer;
import p2pchat.transport.Hosted;
import p2pchat.transport.LocalInterface;
import p2pchat.transport.PeerService;

/** A node: its home, its port, its actors, and whoever talks through it. */
final class NodeProgram {

    private static final Duration BIND = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final DataRoot root;
    private final NodeOptions options;

    /** Completes when everything is closed: whoever ends the process by a signal waits for that. */
    private final CompletableFuture<Done> over = new CompletableFuture<>();

    NodeProgram(DataRoot root, NodeOptions options) {
        this.root = root;
        this.options = options;
    }

    int run() {
        try (NodeHome home = options.home()
                .map(folder -> NodeHome.at(folder, options.nick()))
                .orElseGet(() -> NodeHome.of(root, options.nick()))) {
            if (!home.nick().equals(options.nick())) {
                Notes.say(options.nick() + " is taken here: you are " + home.nick());
            }
            try (EmbeddedDirectory directory = new EmbeddedDirectory(root.directory(), options.directory())) {
                return run(home, options.directoryChosen() ? Optional.empty() : Optional.of(directory));
            }
        } finally {
            over.complete(Done.getInstance());
        }
    }

    private int run(NodeHome home, Optional<DirectoryHost> host) {
        Hosted hosted = new Hosted();
        ActorSystem<NodeGuardian.Command> system =
                ActorSystem.create(guardian(home, hosted, options.directory(), host, endpoint -> endpoint), "node");
        try {
            Address bound = Waiting.upTo(BIND, GrpcServer.node(system, listen(), new PeerService(hosted)))
                    .address();
            return converse(
                    system,
                    home.folder(),
                    settings(
                            home,
                            options.advertise().orElseGet(() -> LocalInterface.reachable(bound, options.directory()))));
        } finally {
            system.terminate();
            Waiting.politely(STOP, system.getWhenTerminated());
        }
    }

    /**
     * The actors of a node.
     *
     * @param host starts a directory in this process where none answers; empty to leave that to others
     * @param way how it goes to others, if not straight
     */
    static Behavior<NodeGuardian.Command> guardian(
            NodeHome home,
            Hosted hosted,
            Address directory,
            Optional<DirectoryHost> host,
            UnaryOperator<Endpoint> way) {
        return Behaviors.setup(context -> NodeGuardian.create(
                new NetworkGuardian.World(
                        way.apply(new GrpcEndpoint(context.getSystem(), hosted, directory)),
                        new HomeStores(home, System::currentTimeMillis),
                        Clocks::monotonic,
                        System::currentTimeMillis,
                        new SecureRandom()),
                host));
    }

    private int converse(ActorSystem<NodeGuardian.Command> system, Path home, NetworkSettings settings) {
        Session session = Session.open(options.group(), seat(), options.patience(), InstantSource.system());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            session.leave();
            Waiting.politely(STOP, over);
        }));
        StoredLog log = new StoredLog(home);
        try {
            return session.start((network, listener) -> {
                        system.tell(new NodeGuardian.Enter(settings.of(network), listener));
                        return new Talk(system, network, log);
                    })
                    .toCompletableFuture()
                    .join();
        } finally {
            CompletableFuture<Done> left = new CompletableFuture<>();
            system.tell(new NodeGuardian.LeaveAll(left));
            Waiting.politely(STOP, left);
        }
    }

    /** Not {@code System.out}, which hides that nobody reads any more. */
    private static OutputStream output() {
        return new FileOutputStream(FileDescriptor.out);
    }

    private Seat seat() {
        Seat.Place place = new Seat.Place(
                Main.APP,
                options.group(),
                options.output(),
                options.interactive(),
                options.paragraphs(),
                ZoneId.systemDefault(),
                LogFile.stateFolder(System.getenv(), System.getProperty("user.home", ".")),
                System.getenv());
        return Seat.take(
                options.screen(),
                place,
                new Session.Streams(System.in, output(), System.err, options.output() == Output.JSON));
    }

    private Address listen() {
        return options.listen().orElseGet(() -> new Address(LocalInterface.towards(options.directory()), 0));
    }

    private NetworkSettings settings(NodeHome home, Address address) {
        return new NetworkSettings(
                options.group(),
                home.nick(),
                address,
                options.directory(),
                options.entry(),
                options.history(),
                options.pace());
    }
}
