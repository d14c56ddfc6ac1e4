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
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.Problem;

/** The top of a node's actors: one {@link NetworkGuardian} for each network that this process is in. */
public final class NodeGuardian extends AbstractBehavior<NodeGuardian.Command> {

    public sealed interface Command {}

    /** Take part in a network. Whatever happens there is told to the listener, on any thread. */
    public record Enter(NetworkSettings settings, Consumer<NetworkEvent> listener) implements Command {}

    /** Completes with the message's id once it is in the own log; fails with a {@code ProblemException}. */
    public record Say(NetworkName network, MessageDraft what, CompletableFuture<MessageId> accepted)
            implements Command {
        public Say(NetworkName network, String text, CompletableFuture<MessageId> accepted) {
            this(network, new MessageDraft.Text(text), accepted);
        }
    }

    /** Completes once the network is left and its store is closed. */
    public record Leave(NetworkName network, CompletableFuture<Done> left) implements Command {}

    /** Completes once every network is left and its store is closed. */
    public record LeaveAll(CompletableFuture<Done> left) implements Command {}

    /** Completes with what the directory says of all networks (M3), now or when it was asked last. */
    public record Networks(CompletableFuture<DirectoryWatch.Known> known, boolean anew) implements Command {}

    public record Run(NetworkName network, NetworkRequest errand) implements Command {}

    record FromDirectory(DirectoryWatch.Report report) implements Command {}

    /**
     * The directory went while a network was looked for in it; the next one may be seconds away.
     *
     * @param leavers who did not want to wait for it
     */
    record DirectoryGone(Enter entry, List<CompletableFuture<Done>> leavers) implements Command {}

    /**
     * The top of a node.
     *
     * @param host starts a directory inside this process when none answers; empty where somebody named the directory
     */
    public static Behavior<Command> create(NetworkGuardian.World world, Optional<DirectoryHost> host) {
        return Behaviors.setup(context -> new NodeGuardian(context, world, host));
    }

    private final ActorContext<Command> context;
    private final NetworkGuardian.World world;
    private final ActorRef<DirectoryWatch.Command> directory;
    private final Map<NetworkName, Network> networks = new TreeMap<>();

    /** Networks to enter once it is known whether there is a directory. */
    private final Map<NetworkName, Enter> waiting = new TreeMap<>();

    /** Of these, and of those whose first try ends just now: the second failure is final. */
    private final Map<NetworkName, Enter> again = new TreeMap<>();

    private boolean directoryLookedFor;
    private final boolean mayHost;

    /** What nobody was there to hear, told to whoever comes first. */
    private Optional<NetworkEvent> untold = Optional.empty();

    /** A network this process is in, who watches it, and who waits for its end. */
    private record Network(
            ActorRef<NetworkGuardian.Command> guardian,
            Consumer<NetworkEvent> listener,
            List<CompletableFuture<Done>> leavers) {}

    private NodeGuardian(ActorContext<Command> context, NetworkGuardian.World world, Optional<DirectoryHost> host) {
        super(context);
        context.setLoggerName(NodeGuardian.class);
        this.context = context;
        this.world = world;
        this.mayHost = host.isPresent();
        this.directoryLookedFor = host.isEmpty();
        this.directory = context.spawn(
                DirectoryWatch.create(
                        world.endpoint().directory(),
                        host,
                        report -> context.getSelf().tell(new FromDirectory(report)),
                        world.clock(),
                        world.random()),
                "Directory");
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Say.class, this::onSay)
                .onMessage(Enter.class, this::onEnter)
                .onMessage(Leave.class, this::onLeave)
                .onMessage(LeaveAll.class, this::onLeaveAll)
                .onMessage(Networks.class, this::onNetworks)
                .onMessage(Run.class, this::onRun)
                .onMessage(FromDirectory.class, this::onDirectory)
                .onMessage(DirectoryGone.class, this::onDirectoryGone)
                .onSignal(ChildFailed.class, this::onFailed)
                .onSignal(Terminated.class, this::onGone)
                .build();
    }

    private Behavior<Command> onEnter(Enter m) {
        NetworkName name = m.settings().name();
        untold.ifPresent(m.listener());
        untold = Optional.empty();
        if (!directoryLookedFor) {
            waiting.putIfAbsent(name, m);
        } else if (!networks.containsKey(name)) {
            boolean first = mayHost && again.remove(name) == null;
            List<CompletableFuture<Done>> leavers = new ArrayList<>();
            Consumer<NetworkEvent> listener = event -> {
                missedDirectory(event);
                if (first && isDirectoryGone(event)) {
                    context.getSelf().tell(new DirectoryGone(m, leavers));
                } else {
                    m.listener().accept(event);
                }
            };
            var guardian = context.spawn(NetworkGuardian.create(m.settings(), world, listener), name.value());
            context.watch(guardian);
            networks.put(name, new Network(guardian, m.listener(), leavers));
        }
        return this;
    }

    /** Whichever call failed, one look shows whether the directory is gone, and another one is needed. */
    private void missedDirectory(NetworkEvent event) {
        if (event instanceof NetworkEvent.Condition condition && !condition.directoryReachable()) {
            directory.tell(new DirectoryWatch.Missed());
        }
    }

    private static boolean isDirectoryGone(NetworkEvent event) {
        return event instanceof NetworkEvent.Ended ended
                && ended.problem()
                        .filter(Problem.DirectoryUnreachable.class::isInstance)
                        .isPresent();
    }

    /** Waits like one that comes before the first look; entered when its guardian is gone and a directory there. */
    private Behavior<Command> onDirectoryGone(DirectoryGone m) {
        if (!m.leavers().isEmpty()) {
            m.entry().listener().accept(new NetworkEvent.Ended(Optional.empty()));
            return this;
        }
        NetworkName name = m.entry().settings().name();
        again.put(name, m.entry());
        directoryLookedFor = false;
        directory.tell(new DirectoryWatch.Missed());
        return networks.containsKey(name) ? this : onEnter(m.entry());
    }

    private Behavior<Command> onSay(Say m) {
        Network network = networks.get(m.network());
        if (network == null) {
            m.accepted().completeExceptionally(new IllegalStateException("not in " + m.network()));
        } else {
            network.guardian().tell(new NetworkGuardian.Say(m.what(), m.accepted()));
        }
        return this;
    }

    private Behavior<Command> onLeave(Leave m) {
        Network network = networks.get(m.network());
        Enter untried = again.remove(m.network());
        Enter never = Optional.ofNullable(waiting.remove(m.network())).orElse(untried);
        if (never != null) {
            never.listener().accept(new NetworkEvent.Ended(Optional.empty()));
        }
        if (network == null) {
            m.left().complete(Done.getInstance());
        } else {
            network.leavers().add(m.left()); // it may have ended just now, and then it does not hear of this any more
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

    private Behavior<Command> onNetworks(Networks m) {
        directory.tell(new DirectoryWatch.Ask(m.known(), m.anew()));
        return this;
    }

    private Behavior<Command> onDirectory(FromDirectory m) {
        if (m.report() instanceof DirectoryWatch.Report.Looked looked) {
            directorySeen(looked);
        } else if (m.report() instanceof DirectoryWatch.Report.Hosts hosts) {
            tellAll(new NetworkEvent.DirectoryStarted(hosts.address()));
        } else if (m.report() instanceof DirectoryWatch.Report.CannotHost cannot) {
            tellAll(new NetworkEvent.Trouble(cannot.problem()));
        } else {
            throw new AssertionError("no handler for " + m.report());
        }
        return this;
    }

    /** Members ask the directory nothing of their own, and still want to know whether it is there (H4). */
    private void directorySeen(DirectoryWatch.Report.Looked looked) {
        if (looked.answers() || !looked.hopeful()) {
            directoryLookedFor = true;
            List<Enter> entries = List.copyOf(waiting.values());
            waiting.clear();
            entries.forEach(this::onEnter); // at once: whoever leaves now leaves these too
        }
        networks.values()
                .forEach(network -> network.guardian().tell(new NetworkGuardian.DirectorySeen(looked.answers())));
    }

    private void tellAll(NetworkEvent event) {
        if (waiting.isEmpty() && networks.isEmpty()) {
            untold = Optional.of(event);
        }
        waiting.values().forEach(enter -> enter.listener().accept(event));
        networks.values().forEach(network -> network.listener().accept(event));
    }

    private Behavior<Command> onRun(Run m) {
        Network network = networks.get(m.network());
        if (network == null) {
            m.errand().fail("not in " + m.network());
        } else {
            network.guardian().tell(new NetworkGuardian.Run(m.errand()));
        }
        return this;
    }

    private Behavior<Command> onGone(Terminated signal) {
        forget(signal);
        return this;
    }

    /** A guardian that fails cannot say so itself; nobody shall wait for a network that is no more. */
    private Behavior<Command> onFailed(ChildFailed signal) {
        NetworkName name = nameOf(signal);
        forget(signal)
                .ifPresent(network -> network.listener()
                        .accept(new NetworkEvent.Ended(
                                Optional.of(new Problem.Internal("the guardian of " + name + " failed")))));
        return this;
    }

    private Optional<Network> forget(Terminated signal) {
        Optional<Network> network = Optional.ofNullable(networks.remove(nameOf(signal)));
        Optional.ofNullable(again.get(nameOf(signal))).ifPresent(this::onEnter);
        network.ifPresent(gone -> gone.leavers().forEach(left -> left.complete(Done.getInstance())));
        return network;
    }

    private static NetworkName nameOf(Terminated signal) {
        return new NetworkName(signal.getRef().path().name());
    }
}
