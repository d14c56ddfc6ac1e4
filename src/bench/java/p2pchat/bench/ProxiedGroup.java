package p2pchat.bench;

import java.nio.file.Path;
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
import p2pchat.transport.GrpcClients;
import p2pchat.transport.GrpcServer;
import p2pchat.transport.NdsCalls;
import p2pchat.transport.NdsService;

/**
 * A directory and a few nodes in one process: real actors, real stores, real gRPC, and {@link ProxyLinks} between any two.
 *
 * <p>Threading: events come on the nodes' threads; everything else is called from one.
 */
public final class ProxiedGroup implements PartitionableGroup {

    /** The directory, where places are told apart by number; node {@code i} is at place {@code i}. */
    static final int DIRECTORY = 0;

    private static final Address ANY_PORT = new Address("127.0.0.1", 0);
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final BiConsumer<Integer, NetworkEvent> listener;
    private final ProxyLinks links = new ProxyLinks();
    private final List<ProxiedNode> nodes = new ArrayList<>();
    private final ActorSystem<NdsGuardian.Command> directory;
    private final SqliteDirectoryStore records;
    private Optional<NodeId> deposed = Optional.empty();

    /**
     * Starts the directory, and so many nodes one after the other, so that node {@code i} gets the id {@code i}.
     *
     * @param listener hears of each event and of the number of the node that tells it, under this group's lock
     */
    public ProxiedGroup(Path folder, TimingProfile pace, int size, BiConsumer<Integer, NetworkEvent> listener) {
        this.listener = listener;
        records = SqliteDirectoryStore.open(folder.resolve("directory.db"));
        CompletableFuture<Done> started = new CompletableFuture<>();
        directory = ActorSystem.create(
                DirectoryServer.guardian(records, system -> proxied(DirectoryServer.leaderCheck(system)), started),
                "nds");
        Await.result(START, started);
        Address address = Await.result(START, GrpcServer.directory(directory, ANY_PORT, new NdsService(directory)))
                .address();
        links.place(DIRECTORY, address);
        warmUp(address);
        for (int number = 1; number <= size; number++) {
            add(number, folder, links.way(number, address), pace);
        }
    }

    private LeaderCheck proxied(LeaderCheck real) {
        return (network, leader, epoch) ->
                real.confirm(network, ProxyEndpoint.moved(leader, links.way(DIRECTORY, leader.address())), epoch);
    }

    /** The first call of a process loads a thousand classes, and a node that gets no answer at its start gives up. */
    private void warmUp(Address address) {
        Await.result(START, untilAnswered(new NdsCalls(new GrpcClients(directory), address)));
    }

    private static CompletionStage<List<NetworkInfo>> untilAnswered(NdsCalls calls) {
        return calls.networks().exceptionallyCompose(cause -> untilAnswered(calls));
    }

    private void add(int number, Path folder, Address toDirectory, TimingProfile pace) {
        ProxiedNode node = ProxiedNode.start(number, folder, toDirectory, meant -> links.way(number, meant));
        links.place(number, node.address());
        nodes.add(node);
        node.enter(toDirectory, pace, event -> heard(number, event));
        if (!within(START, () -> agree(nodes, Optional.empty(), number))) {
            String where = toString();
            close();
            throw new IllegalStateException("node " + number + " is not in:\n" + where);
        }
    }

    private synchronized void heard(int number, NetworkEvent event) {
        listener.accept(number, event);
        notifyAll();
    }

    ProxyLinks links() {
        return links;
    }

    ProxiedNode node(int number) {
        return nodes.get(number - 1);
    }

    /** All but this one; all, if it is nobody's number. */
    List<ProxiedNode> others(int than) {
        return nodes.stream().filter(node -> node.number() != than).toList();
    }

    /** Whether it became so in time. Looks again at each event. */
    synchronized boolean within(Duration bound, BooleanSupplier condition) {
        long end = System.nanoTime() + bound.toNanos();
        boolean so = condition.getAsBoolean();
        for (long left = bound.toNanos(); !so && left > 0; left = end - System.nanoTime()) {
            await(left);
            so = condition.getAsBoolean();
        }
        return so;
    }

    private synchronized void await(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether everybody of these is in, in one epoch, under one leader (this one, if given), with so many members. */
    static boolean agree(List<ProxiedNode> whom, Optional<NodeId> leader, int members) {
        List<NetworkEvent.Condition> all =
                whom.stream().map(ProxiedNode::condition).toList();
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
        deposed = Optional.of(leader);
        links.cutBothWays(victim, DIRECTORY);
        others(victim).forEach(other -> links.cutBothWays(victim, other.number()));
    }

    @Override
    public boolean replaced(Duration deadline) {
        NodeId old = deposed.orElseThrow();
        List<ProxiedNode> rest = others(old.value());
        return within(
                deadline,
                () -> agree(rest, Optional.empty(), rest.size())
                        && !rest.get(0).condition().leader().equals(deposed));
    }

    @Override
    public void heal() {
        links.heal();
    }

    @Override
    public boolean agreed(Duration deadline) {
        return within(deadline, () -> agree(nodes, Optional.empty(), nodes.size()));
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
