package p2pchat.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    public record Say(NetworkName network, String text, CompletableFuture<MessageId> accepted) implements Command {}

    /** Completes once the network is left and its store is closed. */
    public record Leave(NetworkName network, CompletableFuture<Done> left) implements Command {}

    /** Completes with what the directory said last of all networks (M3). */
    public record Networks(CompletableFuture<DirectoryWatch.Known> known) implements Command {}

    public record Run(NetworkName network, Errand errand) implements Command {}

    private record DirectorySeen(boolean answers) implements Command {}

    public static Behavior<Command> create(NetworkGuardian.World world) {
        return Behaviors.setup(context -> new NodeGuardian(context, world));
    }

    private final ActorContext<Command> context;
    private final NetworkGuardian.World world;
    private final ActorRef<DirectoryWatch.Command> directory;
    private final Map<NetworkName, Network> networks = new TreeMap<>();

    /** A network this process is in, who watches it, and who waits for its end. */
    private record Network(
            ActorRef<NetworkGuardian.Command> guardian,
            Consumer<NetworkEvent> listener,
            List<CompletableFuture<Done>> leavers) {}

    private NodeGuardian(ActorContext<Command> context, NetworkGuardian.World world) {
        super(context);
        context.setLoggerName(NodeGuardian.class);
        this.context = context;
        this.world = world;
        this.directory = context.spawn(
                DirectoryWatch.create(
                        world.endpoint().directory(),
                        answers -> context.getSelf().tell(new DirectorySeen(answers)),
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
                .onMessage(Networks.class, this::onNetworks)
                .onMessage(Run.class, this::onRun)
                .onMessage(DirectorySeen.class, this::onDirectorySeen)
                .onSignal(ChildFailed.class, this::onFailed)
                .onSignal(Terminated.class, this::onGone)
                .build();
    }

    private Behavior<Command> onEnter(Enter m) {
        NetworkName name = m.settings().name();
        if (!networks.containsKey(name)) {
            var guardian = context.spawn(NetworkGuardian.create(m.settings(), world, m.listener()), name.value());
            context.watch(guardian);
            networks.put(name, new Network(guardian, m.listener(), new ArrayList<>()));
        }
        return this;
    }

    private Behavior<Command> onSay(Say m) {
        Network network = networks.get(m.network());
        if (network == null) {
            m.accepted().completeExceptionally(new IllegalStateException("not in " + m.network()));
        } else {
            network.guardian().tell(new NetworkGuardian.Say(m.text(), m.accepted()));
        }
        return this;
    }

    private Behavior<Command> onLeave(Leave m) {
        Network network = networks.get(m.network());
        if (network == null) {
            m.left().complete(Done.getInstance());
        } else {
            network.leavers().add(m.left()); // it may have ended just now, and then it does not hear of this any more
            network.guardian().tell(new NetworkGuardian.Leave(m.left()));
        }
        return this;
    }

    private Behavior<Command> onNetworks(Networks m) {
        directory.tell(new DirectoryWatch.Ask(m.known()));
        return this;
    }

    /** Members ask the directory nothing of their own, and still want to know whether it is there (H4). */
    private Behavior<Command> onDirectorySeen(DirectorySeen m) {
        networks.values().forEach(network -> network.guardian().tell(new NetworkGuardian.DirectorySeen(m.answers())));
        return this;
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
        network.ifPresent(gone -> gone.leavers().forEach(left -> left.complete(Done.getInstance())));
        return network;
    }

    private static NetworkName nameOf(Terminated signal) {
        return new NetworkName(signal.getRef().path().name());
    }
}
