package p2pchat.runtime;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import p2pchat.crypto.DirectoryRing;
import p2pchat.crypto.Identity;
import p2pchat.crypto.KeyFile;
import p2pchat.crypto.SigningKey;
import p2pchat.model.Address;
import p2pchat.nds.DecisionContext;
import p2pchat.nds.Directory;
import p2pchat.nds.LeaderCheck;
import p2pchat.nds.NdsGuardian;
import p2pchat.storage.HomeLock;
import p2pchat.storage.SqliteDirectoryStore;
import p2pchat.transport.DirectoryRosters;
import p2pchat.transport.GrpcClients;
import p2pchat.transport.GrpcServer;
import p2pchat.transport.LeaderCheckClient;
import p2pchat.transport.NdsService;

/** A running directory with its store, its own actor system (M1, M13) and its port. */
public final class DirectoryServer implements AutoCloseable {

    private static final String STORE = "directory.db";

    /** For each of the two probes of an old leader (protocol 2.3). */
    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(300);

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Path folder;
    private final HomeLock lock;
    private final SqliteDirectoryStore store;
    private final ActorSystem<NdsGuardian.Command> system;
    private final Address address;

    private DirectoryServer(
            Path folder,
            HomeLock lock,
            SqliteDirectoryStore store,
            ActorSystem<NdsGuardian.Command> system,
            Address address) {
        this.folder = folder;
        this.lock = lock;
        this.store = store;
        this.system = system;
        this.address = address;
    }

    /**
     * Starts a directory. Blocks. Locks the folder first, so that a second process fails early.
     *
     * @throws p2pchat.model.ProblemException if the folder or the port is in use, or the store cannot be used
     */
    public static DirectoryServer start(Path folder, Address listen) {
        HomeLock lock = HomeLock.lock(folder);
        try {
            return open(folder, lock, listen);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static DirectoryServer open(Path folder, HomeLock lock, Address listen) {
        DirectoryRing ring = new DirectoryRing(key(folder));
        SqliteDirectoryStore store = SqliteDirectoryStore.open(folder.resolve(STORE), ring);
        CompletableFuture<Done> started = new CompletableFuture<>();
        ActorSystem<NdsGuardian.Command> system =
                ActorSystem.create(guardian(store, own -> leaderCheck(own, ring), started), "nds");
        try {
            Await.result(START, started);
            NdsService.Shared shared = new NdsService.Shared(
                    system, ring, leaderCheck(system, ring), new DirectoryRosters(ring, store.statements()));
            Address address = Await.result(
                            START,
                            GrpcServer.directory(system, ring.key(), listen, caller -> new NdsService(shared, caller)))
                    .address();
            return new DirectoryServer(folder, lock, store, system, address);
        } catch (RuntimeException | Error e) {
            stop(system);
            store.close();
            throw e;
        }
    }

    /** Returns the key of the directory in this folder; creates both if there are none. Blocks. */
    public static SigningKey key(Path folder) {
        return KeyFile.readOrCreate(folder.resolve(Identity.FILE), new SecureRandom());
    }

    public Address address() {
        return address;
    }

    public Path folder() {
        return folder;
    }

    /** Completes when the directory has stopped for any reason. */
    public CompletionStage<Done> terminated() {
        return system.getWhenTerminated();
    }

    /** Starts to stop the directory; {@link #close} waits for the end. */
    public void terminate() {
        system.terminate();
    }

    @Override
    public void close() {
        stop(system);
        store.close();
        lock.close();
    }

    private static void stop(ActorSystem<?> system) {
        system.terminate();
        Await.completion(STOP, system.getWhenTerminated());
    }

    /** Asks leaders over gRPC. */
    public static LeaderCheck leaderCheck(ActorSystem<?> system, DirectoryRing ring) {
        return new LeaderCheckClient(new GrpcClients(system, ring.key()), ring, PROBE_TIMEOUT);
    }

    /** Returns the actors of a directory, which asks a leader by {@code leaderCheck} whether it still leads. */
    public static Behavior<NdsGuardian.Command> guardian(
            SqliteDirectoryStore store,
            Function<ActorSystem<?>, LeaderCheck> leaderCheck,
            CompletableFuture<Done> started) {
        return Behaviors.setup(context -> NdsGuardian.create(
                new NdsGuardian.Ports(
                        store,
                        leaderCheck.apply(context.getSystem()),
                        new DecisionContext.Source(
                                MonotonicClock::millis, System::currentTimeMillis, new SecureRandom())),
                Directory.Settings.DEFAULT,
                NdsGuardian.MAX_NETWORKS,
                started));
    }
}
