package p2pchat.simulation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import p2pchat.model.Leader;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkName;
import p2pchat.model.Role;
import p2pchat.model.Uid;
import p2pchat.nds.NetworkRecord;
import p2pchat.simulation.SimulatedNetwork.Host;

/** A group of nodes and its directory, in virtual time and one thread. The same seed always gives the same run. */
final class SimulatedGroup {

    private static final NetworkName NAME = new NetworkName("ops");

    /** A run with more events is an endless loop. */
    private static final long MAX_EVENTS = 2_000_000;

    /** A group is settled if nothing changes for this long. */
    private static final long SETTLED_MILLIS = 2_500;

    private static final long CHECK_INTERVAL_MILLIS = 10;

    /** A connection to a machine that lost power ends after this long, as gRPC's keepalive finds out. */
    private static final long KEEPALIVE_MILLIS = 15_000;

    final World world;
    final int size;
    private final int latecomers;
    private final Profile profile;
    private final NodeStore[] stores;
    private int incarnations;

    /**
     * Creates a group of {@code size} hosts. The last {@code latecomers} stay empty until a fault starts a node there.
     */
    SimulatedGroup(long seed, int size, int latecomers, Profile profile, boolean recording) {
        this(seed, size, latecomers, profile, false, recording);
    }

    /** If {@code chatting}, the nodes have logs and chat. */
    SimulatedGroup(long seed, int size, int latecomers, Profile profile, boolean chatting, boolean recording) {
        this.size = size;
        this.latecomers = latecomers;
        this.profile = profile;
        this.world = new World(seed, size, chatting, recording);
        this.stores = new NodeStore[size + 1];
        startDirectory();
    }

    /** Starts the nodes one after the other and returns when all are members. The first node creates the network. */
    void startAll() {
        for (int node = 1; node <= size - latecomers; node++) {
            start(node, false);
            int latest = node;
            runUntil(
                    "p" + node + " is a member",
                    20_000,
                    () -> node(latest).hasRole(latest == 1 ? Role.LEADER : Role.MEMBER));
        }
        runUntil("all are members", 20_000, () -> convergenceProblem().isEmpty());
    }

    /** Starts a new node that creates the network if the directory knows none. */
    void startFounder(int node) {
        stores[node] = new NodeStore(NAME, node, ++incarnations, true);
        start(node, true);
    }

    void start(int node, boolean keepsStore) {
        Host<SimulatedNode> host = world.host(node);
        host.process.ifPresent(running -> crash(node, false));
        if (stores[node] == null || !keepsStore) {
            stores[node] = new NodeStore(NAME, node, ++incarnations, node == 1 && incarnations == 1);
        }
        host.powered = true;
        SimulatedNode process = new SimulatedNode(world, host, stores[node], profile);
        host.process = Optional.of(process);
        process.start();
    }

    void crash(int node, boolean powerOff) {
        Host<SimulatedNode> host = world.host(node);
        host.powered = !powerOff;
        host.process.ifPresent(process -> {
            process.stop();
            host.process = Optional.empty();
            if (!powerOff) {
                List.copyOf(world.connections).forEach(connection -> connection.processDied(process));
                world.runningNodes().forEach(other -> loseConnection(other, process.uid()));
            } else {
                runLater(
                        KEEPALIVE_MILLIS,
                        () -> List.copyOf(world.connections).forEach(connection -> connection.processDied(process)));
            }
        });
    }

    void breakConnections(SimulatedNode one, SimulatedNode other) {
        List.copyOf(world.connections).stream()
                .filter(connection -> connection.connects(one, other))
                .forEach(SimulatedConnection::breakBothEnds);
    }

    void breakAllConnectionsOf(SimulatedNode node) {
        world.runningNodes().forEach(other -> breakConnections(node, other));
    }

    /** Returns the host of the leader that the node follows. */
    Optional<Integer> leaderOf(int node) {
        return world.host(node)
                .process
                .flatMap(follower -> follower.snapshot().leader())
                .flatMap(leader -> world.host(leader.address()))
                .map(host -> host.number);
    }

    Optional<NodeStore> store(int node) {
        return Optional.ofNullable(stores[node]);
    }

    /** Restarts the node from the last backup of its store, if there is one. */
    void restore(int node) {
        store(node).flatMap(store -> store.backup).ifPresent(backup -> {
            world.host(node).process.ifPresent(running -> crash(node, false));
            world.chatChecker.ifPresent(checker -> checker.storeRestored(stores[node], backup));
            stores[node] = backup;
            start(node, true);
        });
    }

    /** Reports a lost connection to one end. */
    void loseConnection(SimulatedNode node, Uid peer) {
        world.loop.schedule(1 + world.random.nextInt(3), node, () -> node.connectionLost(peer));
    }

    void startDirectory() {
        world.directory.process = Optional.of(new SimulatedDirectory(world, NAME, world.random));
    }

    void stopDirectory(boolean amnesia) {
        world.directory.process.ifPresent(SimulatedDirectory::stop);
        world.directory.process = Optional.empty();
        if (amnesia) {
            world.directoryStore = Optional.empty();
            world.directoryStatements.clear();
        }
    }

    void runLater(long millis, Runnable action) {
        world.loop.schedule(millis, EventLoop.WORLD, action);
    }

    void inject(Fault fault) {
        runLater(Math.max(0, fault.at() - world.loop.now()), () -> {
            world.note(() -> "-- " + fault);
            fault.inject(this);
        });
    }

    void cut(int from, int to, long millis) {
        if (from != to) {
            world.network.cut(from, to);
            runLater(millis, () -> world.network.heal(from, to));
        }
    }

    /** Cuts every link between a host with a bit in the mask and a host without. */
    void split(int mask, long millis) {
        for (int from = 0; from <= size; from++) {
            for (int to = 0; to <= size; to++) {
                if ((mask >> from & 1) != (mask >> to & 1)) {
                    cut(from, to, millis);
                }
            }
        }
    }

    void run(long millis) {
        long end = world.loop.now() + millis;
        while (world.loop.runNext(end)) {
            world.futures.throwFirstFailure();
            if (world.loop.eventCount() > MAX_EVENTS) {
                throw new SafetyChecker.Violation("more than " + MAX_EVENTS + " events");
            }
        }
    }

    /** Runs until the condition holds and returns how long that took; exceeding the bound is a violation. */
    long runUntil(String goal, long boundMillis, BooleanSupplier reached) {
        long start = world.loop.now();
        while (!reached.getAsBoolean()) {
            if (world.loop.now() - start > boundMillis) {
                throw new SafetyChecker.Violation("not within " + boundMillis + " ms: " + goal + "; " + describe());
            }
            run(CHECK_INTERVAL_MILLIS);
        }
        return world.loop.now() - start;
    }

    /** Runs until the group has converged and stays so. Returns how long it took to converge. */
    long runUntilSettled(long boundMillis) {
        long start = world.loop.now();
        while (true) {
            long left = start + boundMillis - world.loop.now();
            runUntil("converged", left, () -> convergenceProblem().isEmpty());
            long reached = world.loop.now();
            int grants = world.safety.grantCount();
            run(SETTLED_MILLIS);
            if (world.safety.grantCount() == grants && convergenceProblem().isEmpty()) {
                return reached - start;
            }
        }
    }

    SimulatedNode node(int number) {
        return world.host(number).process.orElseThrow();
    }

    /** Returns the running process if it is not paused. */
    Optional<SimulatedNode> unpausedNode(int number) {
        return world.host(number).process.filter(node -> node.pausedUntil() <= world.loop.now());
    }

    /** Returns the running nodes that have not left and can recover. */
    List<SimulatedNode> activeMembers() {
        return world.runningNodes().stream()
                .filter(node -> !node.hasRole(Role.LEFT))
                .filter(node -> !isUnrecoverable(node))
                .toList();
    }

    /**
     * Returns whether a node cannot recover by design. No node appoints itself, so a node cut from the directory needs
     * a node with a directory that knows it or that it knows. A new node needs a record or a member that is not cut.
     */
    private boolean isUnrecoverable(SimulatedNode node) {
        if (isCutFromDirectory(node)) {
            return world.runningNodes().stream()
                    .filter(other -> !isCutFromDirectory(other))
                    .noneMatch(other -> other.snapshot().find(node.uid()).isPresent()
                            || node.snapshot().find(other.uid()).isPresent());
        }
        return node.snapshot().view().isEmpty()
                && world.directory.process.flatMap(SimulatedDirectory::record).isEmpty()
                && world.runningNodes().stream()
                        .allMatch(other -> isCutFromDirectory(other)
                                || other.snapshot().view().isEmpty());
    }

    private boolean isCutFromDirectory(SimulatedNode node) {
        return world.network.isCut(node.host.number, World.DIRECTORY);
    }

    /**
     * Returns what L1 or L4 still lacks; empty if one node leads, all follow it, and the view lists exactly the living.
     * Nothing is expected of a member that is proven to lie.
     */
    Optional<String> convergenceProblem() {
        Set<Uid> liars = new TreeSet<>();
        world.runningNodes().stream().filter(SimulatedNode::isHonest).forEach(node -> liars.addAll(node.liars()));
        List<SimulatedNode> living = activeMembers().stream()
                .filter(node -> node.isHonest() || !liars.contains(node.uid()))
                .toList();
        if (living.stream().noneMatch(node -> !world.roster.isUnfit(node.uid(), world.roster.numbers()))) {
            return Optional.empty(); // nobody may lead
        }
        if (living.stream().anyMatch(node -> world.roster.isRemoved(node.uid(), world.roster.numbers()))) {
            return Optional.of("a removed member is still here");
        }
        if (living.stream().anyMatch(SimulatedNode::isLeaving)) {
            return Optional.of("a member is still leaving");
        }
        List<SimulatedNode> leaders =
                living.stream().filter(node -> node.hasRole(Role.LEADER)).toList();
        if (leaders.size() != 1) {
            return Optional.of("L1: " + leaders.size() + " leaders");
        }
        MembershipSnapshot leader = leaders.get(0).snapshot();
        if (world.roster.isUnfit(leader.uid(), world.roster.numbers())) {
            return Optional.of("L1: the leader may not lead");
        }
        for (SimulatedNode node : living) {
            MembershipSnapshot snapshot = node.snapshot();
            boolean follows = snapshot.role() == Role.MEMBER || snapshot.leading();
            if (!follows
                    || !snapshot.view().equals(leader.view())
                    || !snapshot.viewId().equals(leader.viewId())) {
                return Optional.of("L1: p" + node.host.number + " does not follow");
            }
        }
        List<Uid> uids = living.stream().map(SimulatedNode::uid).sorted().toList();
        List<Uid> inView = leader.view().orElseThrow().members().stream()
                .map(member -> member.uid())
                .filter(uid -> uids.contains(uid) || !liars.contains(uid))
                .sorted()
                .toList();
        if (!uids.equals(inView)) {
            return Optional.of("L4: the view does not match the living nodes");
        }
        Optional<NetworkRecord> record = world.directory.process.flatMap(SimulatedDirectory::record);
        boolean recorded = record.filter(
                        known -> known.epoch() == leader.viewId().epoch())
                .flatMap(NetworkRecord::leader)
                .map(Leader::uid)
                .filter(leader.uid()::equals)
                .isPresent();
        return recorded ? Optional.empty() : Optional.of("L1: the directory names another leader");
    }

    String describe() {
        return convergenceProblem()
                        .or(() -> world.chatChecker.flatMap(checker -> ChatConvergence.problem(this, checker)))
                        .orElse("converged")
                + "\n  "
                + world.runningNodes().stream()
                        .map(node -> "p" + node.host.number + " " + TranscriptText.of(node.snapshot()))
                        .collect(Collectors.joining("\n  "))
                + "\n  directory "
                + world.directory
                        .process
                        .flatMap(SimulatedDirectory::record)
                        .map(record -> record.epoch() + " led by "
                                + record.leader().map(TranscriptText::of).orElse("no node"))
                        .orElse("has no record");
    }
}
