package p2pchat.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import p2pchat.model.Address;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkId;
import p2pchat.model.NodeId;
import p2pchat.nds.NetworkRecord;
import p2pchat.simulation.SimulatedNetwork.Host;

/** Shared state of one run: event loop, random generator, network, hosts, checkers, transcript. */
final class World {

    static final int DIRECTORY = 0;

    /** Nodes listen at port {@code FIRST_PORT + number}. */
    private static final int FIRST_PORT = 7000;

    /** Wall clock minus virtual time. Epochs after a loss of the directory's store are numbered by it (H5). */
    private static final long WALL_CLOCK = 1_700_000_000_000L;

    final RandomGenerator random;
    final EventLoop loop;
    final SimulatedNetwork network;
    final SafetyChecker safety;
    final TrackedFutures futures = new TrackedFutures();
    final Host<SimulatedDirectory> directory = new Host<>(DIRECTORY);
    final List<Host<SimulatedNode>> hosts;
    Optional<NetworkRecord> directoryStore = Optional.empty();
    Optional<NetworkRecord> directoryBackup = Optional.empty();

    /** Whether the directory's store is a backup that was restored and not opened since. */
    boolean directoryRestored;

    /** Open connections of chat and synchronisation. */
    final List<SimulatedConnection> connections = new ArrayList<>();

    /** Present if the nodes chat. */
    final Optional<ChatChecker> chatChecker;

    final SimulatedKeys keys = new SimulatedKeys();
    final SimulatedRoster roster = new SimulatedRoster();

    /** The statements that the directory's store has. */
    final Set<Integer> directoryStatements = new TreeSet<>();

    /** The conduct of the node that is not honest. */
    Optional<Byzantine> byzantine = Optional.empty();

    /** The host of the node that is not honest; 0 if all are. */
    int byzantineHost;

    /** Whether a leader has shown a view that cannot be true. */
    boolean liarSeen;

    private final Optional<StringBuilder> transcript;
    private Optional<NetworkId> observedNetwork = Optional.empty();

    World(long seed, int size, boolean chatting, boolean recording) {
        this.random = new SplittableRandom(seed);
        this.loop = new EventLoop(random);
        this.network = new SimulatedNetwork(loop, random);
        this.safety = new SafetyChecker(loop);
        this.chatChecker = chatting
                ? Optional.of(new ChatChecker(this::isByzantine, () -> byzantine.isPresent(), this::isSigned))
                : Optional.empty();
        this.hosts = IntStream.rangeClosed(1, size)
                .mapToObj(number -> new Host<SimulatedNode>(number))
                .toList();
        this.transcript = recording ? Optional.of(new StringBuilder()) : Optional.empty();
    }

    long wallClock() {
        return WALL_CLOCK + loop.now();
    }

    static Address address(int number) {
        return new Address("p" + number, FIRST_PORT + number);
    }

    Host<SimulatedNode> host(int number) {
        return hosts.get(number - 1);
    }

    Optional<Host<SimulatedNode>> host(Address address) {
        int number = address.port() - FIRST_PORT;
        return number >= 1 && number <= hosts.size() ? Optional.of(host(number)) : Optional.empty();
    }

    boolean isByzantine(NodeId node) {
        return byzantine.isPresent()
                && safety.owner(node)
                        .filter(uid -> NodeStore.host(uid) == byzantineHost)
                        .isPresent();
    }

    /** Messages are verified only if a node may forge them. */
    private boolean isSigned(ChatMessage message) {
        return byzantine.isEmpty()
                || safety.owner(message.author())
                        .filter(author -> keys.isSigned(message, author))
                        .isPresent();
    }

    List<SimulatedNode> runningNodes() {
        return hosts.stream().flatMap(host -> host.process.stream()).toList();
    }

    /** Returns whether this is the first network created; another may appear under its name (H15). */
    boolean isObservedNetwork(NetworkId id) {
        observedNetwork = observedNetwork.or(() -> Optional.of(id));
        return observedNetwork.get().equals(id);
    }

    /** Adds a line to the transcript, if one is recorded. */
    void note(Supplier<String> line) {
        transcript.ifPresent(
                text -> text.append(String.format(Locale.ROOT, "%8.3f  %s\n", loop.now() / 1000.0, line.get())));
    }

    String transcript() {
        return transcript.map(StringBuilder::toString).orElse("");
    }
}
