package p2pchat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import p2pchat.model.Address;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.nds.Directory;
import p2pchat.nds.LeaderCheck;
import p2pchat.nds.Moments;
import p2pchat.nds.NdsGuardian;
import p2pchat.node.NetworkGuardian;
import p2pchat.node.NetworkSettings;
import p2pchat.node.NodeGuardian;
import p2pchat.node.Pace;
import p2pchat.storage.NodeHome;
import p2pchat.storage.SqliteDirectoryStore;
import p2pchat.transport.FaultProxy;
import p2pchat.transport.FaultProxy.Direction;
import p2pchat.transport.GrpcClients;
import p2pchat.transport.GrpcServer;
import p2pchat.transport.Hosted;
import p2pchat.transport.LeaderChecks;
import p2pchat.transport.NdsCalls;
import p2pchat.transport.NdsService;
import p2pchat.transport.PeerService;

/**
 * A directory and a few nodes in one process: real actors, real stores, real gRPC. Every way from one to another leads
 * through a {@link FaultProxy} of its own, so that any direction of any of them can be cut.
 */
final class ProxiedGroup implements AutoCloseable {

    /** The directory, where places are told apart by number. */
    static final int DIRECTORY = 0;

    private static final NetworkName NAME = new NetworkName("g1");
    private static final Address ANY_PORT = new Address("127.0.0.1", 0);
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final Path folder;
    private final Pace pace;
    private final Map<Integer, Address> places = new TreeMap<>();
    private final Map<List<Integer>, FaultProxy> links = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final ActorSystem<NdsGuardian.Command> directory;
    private final SqliteDirectoryStore records;
    private Duration delay = Duration.ZERO;

    /** Starts the directory, and so many nodes one after the other, so that node {@code i} gets the id {@code i}. */
    ProxiedGroup(Path folder, Pace pace, int size) {
        this.folder = folder;
        this.pace = pace;
        records = SqliteDirectoryStore.open(folder.resolve("directory.db"));
        CompletableFuture<Done> started = new CompletableFuture<>();
        directory = ActorSystem.create(
                Behaviors.setup(context -> NdsGuardian.create(
                        new NdsGuardian.Ports(
                                records,
                                check(new LeaderChecks(new GrpcClients(context.getSystem()), Duration.ofMillis(300))),
                                new Moments(Clocks::monotonic, System::currentTimeMillis, new SecureRandom())),
                        Directory.Settings.DEFAULT,
                        NdsGuardian.MAX_NETWORKS,
                        started)),
                "nds");
        Waiting.upTo(START, started);
        place(
                DIRECTORY,
                Waiting.upTo(START, GrpcServer.directory(directory, ANY_PORT, new NdsService(directory)))
                        .address());
        warmUp();
        for (int i = 1; i <= size; i++) {
            nodes.add(new Node(i));
            allFollow(START, new NodeId(1), i);
        }
    }

    /** The first call of a process loads a thousand classes, and a node that gets no answer at its start gives up. */
    private void warmUp() {
        NdsCalls calls = new NdsCalls(new GrpcClients(directory), places.get(DIRECTORY));
        Waiting.upTo(START, untilAnswered(calls));
    }

    private static CompletionStage<List<NetworkInfo>> untilAnswered(NdsCalls calls) {
        return calls.networks().exceptionallyCompose(cause -> untilAnswered(calls));
    }

    // ---- faults

    /** Nothing that {@code from} sends arrives at {@code to}: neither what it asks nor what it answers. */
    void cut(int from, int to) {
        link(from, to).cut(Direction.REQUESTS);
        link(to, from).cut(Direction.REPLIES);
    }

    void cutBothWays(int one, int other) {
        cut(one, other);
        cut(other, one);
    }

    synchronized void heal() {
        delay = Duration.ZERO;
        links.values().forEach(FaultProxy::heal);
    }

    /** Every way, those not gone yet too. */
    synchronized void delay(Duration longer) {
        delay = longer;
        links.values().forEach(link -> link.delay(longer));
    }

    void resetAll() {
        List<FaultProxy> all;
        synchronized (this) {
            all = List.copyOf(links.values());
        }
        all.forEach(FaultProxy::reset);
    }

    // ---- what is seen

    Node node(int number) {
        return nodes.get(number - 1);
    }

    List<Node> others(int than) {
        return nodes.stream().filter(node -> node.number != than).toList();
    }

    void allFollow(Duration bound, NodeId leader, int members) {
        follow(bound, nodes, Optional.of(leader), members);
    }

    /** Everybody named is connected to one leader, in one epoch, with so many members. */
    void follow(Duration bound, List<Node> whom, Optional<NodeId> leader, int members) {
        eventually(bound, "agree on a leader and " + members + " members", () -> {
            NetworkEvent.Condition first = whom.get(0).condition;
            return whom.stream()
                    .allMatch(node -> node.condition.members().size() == members
                            && node.condition.leader().isPresent()
                            && node.condition.leader().equals(first.leader())
                            && leader.filter(wanted ->
                                            !node.condition.leader().get().equals(wanted))
                                    .isEmpty()
                            && node.condition.epoch() == first.epoch());
        });
    }

    synchronized void eventually(Duration bound, String what, BooleanSupplier condition) {
        long end = System.nanoTime() + bound.toNanos();
        while (!condition.getAsBoolean()) {
            long left = end - System.nanoTime();
            assertThat(left).as(() -> what + " within " + bound + "\n" + this).isPositive();
            await(left);
        }
    }

    /** It must not become so within the time. */
    synchronized void never(Duration bound, String what, BooleanSupplier condition) {
        long end = System.nanoTime() + bound.toNanos();
        for (long left = bound.toNanos(); left > 0; left = end - System.nanoTime()) {
            assertThat(condition.getAsBoolean()).as(() -> what + "\n" + this).isFalse();
            await(left);
        }
    }

    private void await(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    long epoch() {
        return node(1).condition.epoch();
    }

    @Override
    public synchronized String toString() {
        StringBuilder text = new StringBuilder();
        nodes.forEach(node -> text.append(node).append('\n'));
        return text.toString();
    }

    @Override
    public void close() {
        nodes.forEach(Node::stop);
        directory.terminate();
        Waiting.politely(STOP, directory.getWhenTerminated());
        records.close();
        synchronized (this) {
            links.values().forEach(FaultProxy::close);
        }
    }

    // ---- ways

    /** The way from one place to another. */
    private synchronized FaultProxy link(int from, int to) {
        return links.computeIfAbsent(List.of(from, to), pair -> {
            FaultProxy made = new FaultProxy(places.get(to));
            made.delay(delay);
            return made;
        });
    }

    /** Where {@code from} must go when it means this address. */
    private synchronized Address way(int from, Address meant) {
        return places.entrySet().stream()
                .filter(place -> place.getValue().equals(meant))
                .findFirst()
                .map(place -> link(from, place.getKey()).address())
                .orElse(meant);
    }

    private synchronized void place(int number, Address address) {
        places.put(number, address);
    }

    private LeaderCheck check(LeaderCheck real) {
        return (network, leader, epoch) ->
                real.confirm(network, DetouredEndpoint.moved(leader, way(DIRECTORY, leader.address())), epoch);
    }

    /** One process of the group. */
    final class Node implements Consumer<NetworkEvent> {
        final int number;
        private final NodeHome home;
        private final ActorSystem<NodeGuardian.Command> system;
        private final List<NetworkEvent> events = new ArrayList<>();
        private NetworkEvent.Condition condition =
                new NetworkEvent.Condition(NetworkEvent.State.JOINING, true, Optional.empty(), 0, List.of());

        private Node(int number) {
            this.number = number;
            this.home = NodeHome.at(folder.resolve("n" + number), new Nick("n" + number));
            Hosted hosted = new Hosted();
            Address toDirectory = link(number, DIRECTORY).address();
            system = ActorSystem.create(
                    Behaviors.setup(context -> NodeGuardian.create(new NetworkGuardian.World(
                            new DetouredEndpoint(
                                    new GrpcEndpoint(context.getSystem(), hosted, toDirectory),
                                    meant -> way(number, meant)),
                            new HomeStores(home, System::currentTimeMillis),
                            Clocks::monotonic,
                            System::currentTimeMillis,
                            new SecureRandom()))),
                    "node" + number);
            Address address = Waiting.upTo(START, GrpcServer.node(system, ANY_PORT, new PeerService(hosted)))
                    .address();
            place(number, address);
            system.tell(new NodeGuardian.Enter(
                    new NetworkSettings(
                            NAME, home.nick(), address, toDirectory, NetworkSettings.Entry.JOIN_OR_CREATE, 0, pace),
                    this));
        }

        NodeId leader() {
            return condition.leader().orElseThrow();
        }

        NetworkEvent.Condition condition() {
            return condition;
        }

        MessageId say(String text) {
            CompletableFuture<MessageId> accepted = new CompletableFuture<>();
            system.tell(new NodeGuardian.Say(NAME, text, accepted));
            return Waiting.upTo(START, accepted);
        }

        long count(Class<? extends NetworkEvent> kind) {
            return events.stream().filter(kind::isInstance).count();
        }

        List<String> texts() {
            return events.stream()
                    .filter(NetworkEvent.Said.class::isInstance)
                    .map(event -> ((NetworkEvent.Said) event).message().text())
                    .toList();
        }

        @Override
        public void accept(NetworkEvent event) {
            synchronized (ProxiedGroup.this) {
                events.add(event);
                if (event instanceof NetworkEvent.Condition now) {
                    condition = now;
                }
                ProxiedGroup.this.notifyAll();
            }
        }

        private void stop() {
            system.terminate();
            Waiting.politely(STOP, system.getWhenTerminated());
            home.close();
        }

        @Override
        public String toString() {
            return "n" + number + " " + condition.state() + " leader " + condition.leader() + " epoch "
                    + condition.epoch() + " members " + condition.members() + "\n    "
                    + events.stream()
                            .filter(event -> !(event instanceof NetworkEvent.Condition))
                            .toList();
        }
    }
}
