package p2pchat.bench;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import p2pchat.crypto.Device;
import p2pchat.crypto.DirectoryRing;
import p2pchat.crypto.DirectoryStatements;
import p2pchat.crypto.KeyRings;
import p2pchat.crypto.SigningKey;
import p2pchat.model.Address;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NodeId;
import p2pchat.nds.LeaderCheck;
import p2pchat.nds.NdsGuardian;
import p2pchat.node.TimingProfile;
import p2pchat.runtime.Await;
import p2pchat.runtime.DirectoryServer;
import p2pchat.storage.SqliteDirectoryStore;
import p2pchat.transport.DirectoryRosters;
import p2pchat.transport.DirectoryTrust;
import p2pchat.transport.GrpcClients;
import p2pchat.transport.GrpcServer;
import p2pchat.transport.NdsCalls;
import p2pchat.transport.NdsService;

/**
 * A directory and nodes in one process with real actors, stores and gRPC, connected by {@link ProxyLinks}.
 *
 * <p>Threading: events arrive on the threads of the nodes. All methods are called from one thread.
 */
public final class ProxiedGroup implements PartitionableGroup {

    /** Endpoint number of the directory; node {@code i} has number {@code i}. */
    static final int DIRECTORY = 0;

    private static final Address ANY_PORT = new Address("127.0.0.1", 0);
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final BiConsumer<Integer, NetworkEvent> listener;
    private final ProxyLinks links = new ProxyLinks();
    private final List<ProxiedNode> nodes = new ArrayList<>();
    private final DirectoryRing ring = new DirectoryRing(SigningKey.random(new SecureRandom()));
    private final ActorSystem<NdsGuardian.Command> directory;
    private final SqliteDirectoryStore records;
    private final Address address;
    private Optional<NodeId> oldLeader = Optional.empty();

    /**
     * Starts the directory and then one node after the other, so that node {@code i} gets the id {@code i}.
     *
     * @param listener receives each event and the number of its node, under the lock of this group
     */
    public ProxiedGroup(Path folder, TimingProfile timing, int size, BiConsumer<Integer, NetworkEvent> listener) {
        this.listener = listener;
        records = SqliteDirectoryStore.open(folder.resolve("directory.db"), ring);
        CompletableFuture<Done> started = new CompletableFuture<>();
        directory = ActorSystem.create(
                DirectoryServer.guardian(
                        records, system -> proxied(DirectoryServer.leaderCheck(system, ring)), started),
                "nds");
        Await.result(START, started);
        NdsService.Shared shared = new NdsService.Shared(
                directory,
                ring,
                proxied(DirectoryServer.leaderCheck(directory, ring)),
                new DirectoryRosters(ring, DirectoryStatements.NOTHING));
        address = Await.result(
                        START,
                        GrpcServer.directory(directory, ring.key(), ANY_PORT, caller -> new NdsService(shared, caller)))
                .address();
        links.addEndpoint(DIRECTORY, address);
        warmUp(address);
        for (int number = 1; number <= size; number++) {
            add(number, folder, links.route(number, address), timing);
        }
    }

    private LeaderCheck proxied(LeaderCheck real) {
        return (network, leader, epoch) ->
                real.confirm(network, ProxyEndpoint.redirect(leader, links.route(DIRECTORY, leader.address())), epoch);
    }

    /** Makes the first call, which loads many classes. A node would time out during that and give up. */
    private void warmUp(Address address) {
        Await.result(
                START,
                callUntilAnswered(
                        new NdsCalls(new GrpcClients(directory, ring.key()), address, DirectoryTrust.ANY, anybody())));
    }

    private static KeyRings anybody() {
        return new KeyRings(Device.random(new SecureRandom()), new SecureRandom(), System::currentTimeMillis);
    }

    static CompletionStage<List<NetworkInfo>> callUntilAnswered(NdsCalls calls) {
        return calls.networks(1).exceptionallyCompose(cause -> callUntilAnswered(calls));
    }

    private void add(int number, Path folder, Address toDirectory, TimingProfile timing) {
        ProxiedNode node = ProxiedNode.start(number, folder, toDirectory, target -> links.route(number, target));
        links.addEndpoint(number, node.address());
        nodes.add(node);
        node.enter(toDirectory, timing, event -> onEvent(number, event));
        if (!await(START, () -> agree(nodes, Optional.empty(), number))) {
            String state = toString();
            close();
            throw new IllegalStateException("node " + number + " did not join:\n" + state);
        }
    }

    private synchronized void onEvent(int number, NetworkEvent event) {
        listener.accept(number, event);
        notifyAll();
    }

    /** Returns the address of the directory. */
    Address directory() {
        return address;
    }

    ProxyLinks links() {
        return links;
    }

    ProxiedNode node(int number) {
        return nodes.get(number - 1);
    }

    /** Returns all nodes except this one. */
    List<ProxiedNode> others(int excluded) {
        return nodes.stream().filter(node -> node.number() != excluded).toList();
    }

    /** Waits for a condition and checks it at each event. Returns false at the deadline. */
    synchronized boolean await(Duration bound, BooleanSupplier condition) {
        long end = System.nanoTime() + bound.toNanos();
        boolean fulfilled = condition.getAsBoolean();
        for (long left = bound.toNanos(); !fulfilled && left > 0; left = end - System.nanoTime()) {
            waitForEvent(left);
            fulfilled = condition.getAsBoolean();
        }
        return fulfilled;
    }

    private synchronized void waitForEvent(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns whether these nodes have the same epoch and leader (this one, if given) and this many members. */
    static boolean agree(List<ProxiedNode> nodes, Optional<NodeId> leader, int members) {
        List<NetworkEvent.Condition> all =
                nodes.stream().map(ProxiedNode::condition).toList();
        Optional<NodeId> common = leader.or(() -> all.get(0).leader());
        return common.isPresent()
                && all.stream()
                        .allMatch(one -> settled(one)
                                && one.members().size() == members
                                && one.leader().equals(common)
                                && one.epoch() == all.get(0).epoch());
    }

    private static boolean settled(NetworkEvent.Condition condition) {
        return condition.state().isConnected() || condition.state() == NetworkEvent.State.ALONE;
    }

    @Override
    public void cutLeader() {
        NodeId leader = node(1).condition().leader().orElseThrow();
        int victim = leader.value();
        oldLeader = Optional.of(leader);
        links.cutBothWays(victim, DIRECTORY);
        others(victim).forEach(other -> links.cutBothWays(victim, other.number()));
    }

    @Override
    public boolean awaitNewLeader(Duration deadline) {
        NodeId old = oldLeader.orElseThrow();
        List<ProxiedNode> rest = others(old.value());
        return await(
                deadline,
                () -> agree(rest, Optional.empty(), rest.size())
                        && !rest.get(0).condition().leader().equals(oldLeader));
    }

    @Override
    public void heal() {
        links.heal();
    }

    @Override
    public boolean awaitAgreement(Duration deadline) {
        return await(deadline, () -> agree(nodes, Optional.empty(), nodes.size()));
    }

    @Override
    public void close() {
        nodes.forEach(ProxiedNode::close);
        directory.terminate();
        Await.completion(STOP, directory.getWhenTerminated());
        records.close();
        links.close();
    }

    @Override
    public String toString() {
        return String.join("\n", nodes.stream().map(ProxiedNode::toString).toList());
    }
}
