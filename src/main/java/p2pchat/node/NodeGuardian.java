package p2pchat.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import p2pchat.model.Address;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.Problem;

/** Guardian of a node: runs one {@link NetworkGuardian} for each network of this process. */
public final class NodeGuardian extends AbstractBehavior<NodeGuardian.Command> {

    public sealed interface Command {}

    /** Enters a network. The listener receives its events on any thread. */
    public record Enter(NetworkSettings settings, Consumer<NetworkEvent> listener) implements Command {}

    /** Completes once the network is left and its store is closed. */
    public record Leave(NetworkName network, CompletableFuture<Done> left) implements Command {}

    /** Completes once every network is left and its store is closed. */
    public record LeaveAll(CompletableFuture<Done> left) implements Command {}

    /** Completes with all networks that the directory lists (M3), see {@link DirectoryWatch.ListNetworks}. */
    public record ListNetworks(CompletableFuture<DirectoryWatch.Known> known, boolean refresh) implements Command {}

    /** This node can be reached at another address from now on; connections from the old one are dead. */
    public record AddressChanged(Address address) implements Command {}

    /** Shows a problem to the user in every network. */
    public record Report(Problem problem) implements Command {}

    public record Submit(NetworkName network, NetworkRequest request) implements Command {}

    record FromDirectory(DirectoryWatch.Report report) implements Command {}

    /**
     * The directory failed while a network was looked up. {@code leavers} are the requests to leave that arrived
     * meanwhile.
     */
    record DirectoryLost(Enter entry, List<CompletableFuture<Done>> leavers) implements Command {}

    /**
     * Creates the root actor of a node.
     *
     * @param host starts a directory inside this process when none answers; empty if the user named one
     */
    public static Behavior<Command> create(NodeContext node, Optional<DirectoryHost> host) {
        return Behaviors.setup(context -> new NodeGuardian(context, node, host));
    }

    private final ActorContext<Command> context;
    private final NodeContext node;
    private final ActorRef<DirectoryWatch.Command> directory;
    private final Map<NetworkName, Network> networks = new TreeMap<>();

    /** Networks to enter after the first check of the directory. */
    private final Map<NetworkName, Enter> waiting = new TreeMap<>();

    /** Networks that failed to enter once because the directory was lost. The second failure is final. */
    private final Map<NetworkName, Enter> retries = new TreeMap<>();

    private boolean directoryChecked;
    private final boolean mayHost;

    /** The address that replaces the one of the settings. */
    private Optional<Address> moved = Optional.empty();

    /** The last event without a listener, delivered to the first one. */
    private Optional<NetworkEvent> undelivered = Optional.empty();

    private record Network(
            ActorRef<NetworkGuardian.Command> guardian,
            Consumer<NetworkEvent> listener,
            List<CompletableFuture<Done>> leavers) {}

    private NodeGuardian(ActorContext<Command> context, NodeContext node, Optional<DirectoryHost> host) {
        super(context);
        context.setLoggerName(NodeGuardian.class);
        this.context = context;
        this.node = node;
        this.mayHost = host.isPresent();
        this.directoryChecked = host.isEmpty();
        this.directory = context.spawn(
                DirectoryWatch.create(
                        node.endpoint().directory(),
                        host,
                        report -> context.getSelf().tell(new FromDirectory(report)),
                        node.clock(),
                        node.random()),
                "Directory");
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Enter.class, this::onEnter)
                .onMessage(Leave.class, this::onLeave)
                .onMessage(LeaveAll.class, this::onLeaveAll)
                .onMessage(ListNetworks.class, this::onListNetworks)
                .onMessage(AddressChanged.class, this::onAddressChanged)
                .onMessage(Report.class, this::onReport)
                .onMessage(Submit.class, this::onSubmit)
                .onMessage(FromDirectory.class, this::onDirectory)
                .onMessage(DirectoryLost.class, this::onDirectoryLost)
                .onSignal(ChildFailed.class, this::onFailed)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    private Behavior<Command> onEnter(Enter m) {
        NetworkName name = m.settings().name();
        undelivered.ifPresent(m.listener());
        undelivered = Optional.empty();
        if (!directoryChecked) {
            waiting.putIfAbsent(name, m);
        } else if (!networks.containsKey(name)) {
            boolean first = mayHost && retries.remove(name) == null;
            List<CompletableFuture<Done>> leavers = new ArrayList<>();
            Consumer<NetworkEvent> listener = event -> {
                checkDirectoryAfter(event);
                if (first && endedWithoutDirectory(event)) {
                    context.getSelf().tell(new DirectoryLost(m, leavers));
                } else {
                    m.listener().accept(event);
                }
            };
            NetworkSettings settings = moved.map(m.settings()::at).orElse(m.settings());
            var guardian = context.spawn(NetworkGuardian.create(settings, node, listener), name.value());
            context.watch(guardian);
            networks.put(name, new Network(guardian, m.listener(), leavers));
        }
        return this;
    }

    /** Checks the directory after a failed call, because it may be gone. */
    private void checkDirectoryAfter(NetworkEvent event) {
        if (event instanceof NetworkEvent.Condition condition && !condition.directoryReachable()) {
            directory.tell(new DirectoryWatch.CallFailed());
        }
    }

    private static boolean endedWithoutDirectory(NetworkEvent event) {
        return event instanceof NetworkEvent.Ended ended
                && ended.problem()
                        .filter(Problem.DirectoryUnreachable.class::isInstance)
                        .isPresent();
    }

    /** Enters again when the guardian has terminated and a directory answers. */
    private Behavior<Command> onDirectoryLost(DirectoryLost m) {
        if (!m.leavers().isEmpty()) {
            m.entry().listener().accept(new NetworkEvent.Ended(Optional.empty()));
            return this;
        }
        NetworkName name = m.entry().settings().name();
        retries.put(name, m.entry());
        directoryChecked = false;
        directory.tell(new DirectoryWatch.CallFailed());
        return networks.containsKey(name) ? this : onEnter(m.entry());
    }

    private Behavior<Command> onLeave(Leave m) {
        Network network = networks.get(m.network());
        Enter retry = retries.remove(m.network());
        Enter pending = Optional.ofNullable(waiting.remove(m.network())).orElse(retry);
        if (pending != null) {
            pending.listener().accept(new NetworkEvent.Ended(Optional.empty()));
        }
        if (network == null) {
            m.left().complete(Done.getInstance());
        } else {
            network.leavers().add(m.left()); // its guardian may just have terminated
            network.guardian().tell(new NetworkGuardian.Leave(m.left()));
        }
        return this;
    }

    private Behavior<Command> onLeaveAll(LeaveAll m) {
        Set<NetworkName> all = new TreeSet<>(networks.keySet());
        all.addAll(waiting.keySet());
        List<CompletableFuture<Done>> each = new ArrayList<>();
        for (NetworkName name : all) {
            CompletableFuture<Done> left = new CompletableFuture<>();
            onLeave(new Leave(name, left));
            each.add(left);
        }
        CompletableFuture<Void> unused = CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
                .thenRun(() -> m.left().complete(Done.getInstance()));
        return this;
    }

    private Behavior<Command> onListNetworks(ListNetworks m) {
        directory.tell(new DirectoryWatch.ListNetworks(m.known(), m.refresh()));
        return this;
    }

    private Behavior<Command> onDirectory(FromDirectory m) {
        if (m.report() instanceof DirectoryWatch.Report.Checked checked) {
            directoryChecked(checked);
        } else if (m.report() instanceof DirectoryWatch.Report.Started started) {
            announce(new NetworkEvent.DirectoryStarted(started.address()));
        } else if (m.report() instanceof DirectoryWatch.Report.StartFailed failed) {
            announce(new NetworkEvent.Trouble(failed.problem()));
        } else {
            throw new AssertionError("no handler for " + m.report());
        }
        return this;
    }

    /** Passes the state of the directory on to the networks, whose members do not poll it themselves (H4). */
    private void directoryChecked(DirectoryWatch.Report.Checked checked) {
        if (checked.answered() || !checked.mayAppear()) {
            directoryChecked = true;
            List<Enter> entries = List.copyOf(waiting.values());
            waiting.clear();
            entries.forEach(this::onEnter); // at once, so that a LeaveAll that follows leaves these too
        }
        networks.values()
                .forEach(network -> network.guardian().tell(new NetworkGuardian.DirectoryChecked(checked.answered())));
    }

    private void announce(NetworkEvent event) {
        if (waiting.isEmpty() && networks.isEmpty()) {
            undelivered = Optional.of(event);
        }
        waiting.values().forEach(enter -> enter.listener().accept(event));
        networks.values().forEach(network -> network.listener().accept(event));
    }

    private Behavior<Command> onAddressChanged(AddressChanged m) {
        context.getLog().info("this node is at {} now", m.address());
        moved = Optional.of(m.address());
        node.endpoint().reconnect();
        networks.values().forEach(network -> network.guardian().tell(new NetworkGuardian.AddressChanged(m.address())));
        return this;
    }

    private Behavior<Command> onReport(Report m) {
        announce(new NetworkEvent.Trouble(m.problem()));
        return this;
    }

    private Behavior<Command> onSubmit(Submit m) {
        Network network = networks.get(m.network());
        if (network == null) {
            m.request().fail("not in " + m.network());
        } else {
            network.guardian().tell(new NetworkGuardian.Submit(m.request()));
        }
        return this;
    }

    private Behavior<Command> onTerminated(Terminated signal) {
        remove(signal);
        return this;
    }

    /** Announces the end of a network whose guardian failed, and releases its callers. */
    private Behavior<Command> onFailed(ChildFailed signal) {
        NetworkName name = nameOf(signal);
        remove(signal)
                .ifPresent(network -> network.listener()
                        .accept(new NetworkEvent.Ended(
                                Optional.of(new Problem.Internal("the guardian of " + name + " failed")))));
        return this;
    }

    private Optional<Network> remove(Terminated signal) {
        Optional<Network> network = Optional.ofNullable(networks.remove(nameOf(signal)));
        Optional.ofNullable(retries.get(nameOf(signal))).ifPresent(this::onEnter);
        network.ifPresent(ended -> ended.leavers().forEach(left -> left.complete(Done.getInstance())));
        return network;
    }

    private static NetworkName nameOf(Terminated signal) {
        return new NetworkName(signal.getRef().path().name());
    }
}
