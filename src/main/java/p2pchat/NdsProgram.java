package p2pchat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import p2pchat.model.Address;
import p2pchat.nds.Directory;
import p2pchat.nds.LeaderCheck;
import p2pchat.nds.Moments;
import p2pchat.nds.NdsGuardian;
import p2pchat.storage.DataRoot;
import p2pchat.storage.DirectoryHome;
import p2pchat.storage.SqliteDirectoryStore;
import p2pchat.transport.GrpcClients;
import p2pchat.transport.GrpcServer;
import p2pchat.transport.LeaderChecks;
import p2pchat.transport.NdsService;

/** The directory: an actor system of its own (M1, M13), its store, and its port. */
final class NdsProgram {

    /** For each of the directory's two looks at an old leader (protocol 2.3). */
    private static final Duration CONFIRM = Duration.ofMillis(300);

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final DataRoot root;
    private final NdsOptions options;

    NdsProgram(DataRoot root, NdsOptions options) {
        this.root = root;
        this.options = options;
    }

    /** Runs until the process is told to end. */
    int run() {
        CompletableFuture<Done> stopped = new CompletableFuture<>();
        try (DirectoryHome home = DirectoryHome.at(options.store().orElse(root.directory()));
                SqliteDirectoryStore store = SqliteDirectoryStore.open(home.store())) {
            return serve(home, store, stopped);
        } finally {
            stopped.complete(Done.getInstance());
        }
    }

    private int serve(DirectoryHome home, SqliteDirectoryStore store, CompletableFuture<Done> stopped) {
        CompletableFuture<Done> started = new CompletableFuture<>();
        ActorSystem<NdsGuardian.Command> system = ActorSystem.create(guardian(store, check -> check, started), "nds");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            system.terminate();
            Waiting.politely(STOP, stopped);
        }));
        try {
            Waiting.upTo(START, started);
            Address address = Waiting.upTo(
                            START, GrpcServer.directory(system, options.listen(), new NdsService(system)))
                    .address();
            Notes.say("directory " + address + ", records in " + home.folder());
            system.getWhenTerminated().toCompletableFuture().join();
            return 0;
        } finally {
            system.terminate();
            Waiting.politely(STOP, system.getWhenTerminated());
        }
    }

    /**
     * The actors of a directory.
     *
     * @param way how it goes to a leader, if not straight
     */
    static Behavior<NdsGuardian.Command> guardian(
            SqliteDirectoryStore store, UnaryOperator<LeaderCheck> way, CompletableFuture<Done> started) {
        return Behaviors.setup(context -> NdsGuardian.create(
                new NdsGuardian.Ports(
                        store,
                        way.apply(new LeaderChecks(new GrpcClients(context.getSystem()), CONFIRM)),
                        new Moments(Clocks::monotonic, System::currentTimeMillis, new SecureRandom())),
                Directory.Settings.DEFAULT,
                NdsGuardian.MAX_NETWORKS,
                started));
    }
}
