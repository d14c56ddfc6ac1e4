package p2pchat.simulation;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import p2pchat.model.Leader;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkName;
import p2pchat.model.Role;
import p2pchat.model.Uid;
import p2pchat.nds.NetworkRecord;
import p2pchat.simulation.SimulatedNetwork.Host;

/** A whole group with its directory, in virtual time and one thread. The same seed always lives the same life. */
final class SimulatedGroup {

    private static final NetworkName NAME = new NetworkName("ops");

    /** A run that needs more is a loop, not a slow group. */
    private static final long MOST_EVENTS = 2_000_000;

    private static final long SETTLED_MILLIS = 2_500;

    private static final long LOOK_EVERY_MILLIS = 10;

    final World world;
    final int size;
    private final int latecomers;
    private final Profile profile;
    private final NodeStore[] stores;
    private int incarnations;

    /** Of {@code size} places the last {@code latecomers} stay empty until a fault starts somebody there. */
    SimulatedGroup(long seed, int size, int latecomers, Profile profile, boolean recording) {
        this(seed, size, latecomers, profile, false, recording);
    }

    /** With {@code talking} the nodes have logs and chat. */
    SimulatedGroup(long seed, int size, int latecomers, Profile profile, boolean talking, boolean recording) {
        this.size = size;
        this.latecomers = latecomers;
        this.profile = profile;
        this.world = new World(seed, size, talking, recording);
        this.stores = new NodeStore[size + 1];
        startDirectory();
    }

    // --- the story

    /** The first founds, the others join one after the other; ends when all are in. */
    void startAll() {
        for (int node = 1; node <= size - latecomers; node++) {
            start(node, false);
            int latest = node;
            runUntil(
                    "p" + node + " is in", 20_000, () -> node(latest).hasRole(latest == 1 ? Role.LEADER : Role.MEMBER));
        }
        runUntil("all are in", 20_000, () -> convergenceProblem().isEmpty());
    }

    /** A newcomer that founds the network if the directory knows none. */
    void startFounder(int node) {
        stores[node] = new NodeStore(NAME, node, ++incarnations, true);
        start(node, true);
    }

    void start(int node, boolean keepsStore) {
        Host<SimulatedNode> place = world.host(node);
        place.process.ifPresent(running -> crash(node, false)); // a restart
        if (stores[node] == null || !keepsStore) {
            stores[node] = new NodeStore(NAME, node, ++incarnations, node == 1 && incarnations == 1);
        }
        place.powered = true;
        SimulatedNode process = new SimulatedNode(world, place, stores[node], profile);
        place.process = Optional.of(process);
        process.start();
    }

    void crash(int node, boolean powerOff) {
        Host<SimulatedNode> place = world.host(node);
        place.powered = !powerOff;
        place.process.ifPresent(process -> {
            process.stop();
            place.process = Optional.empty();
            if (!powerOff) {
                List.copyOf(world.connections).forEach(connection -> connection.processDied(process));
                world.runningNodes().forEach(other -> loseConnection(other, process.uid()));
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

    Optional<NodeStore> store(int node) {
        return Optional.ofNullable(stores[node]);
    }

    /** The last backup takes the place of the store, if there is one. */
    void restore(int node) {
        store(node).flatMap(store -> store.backup).ifPresent(backup -> {
            world.host(node).process.ifPresent(running -> crash(node, false));
            world.chatChecker.ifPresent(checker -> checker.storeRestored(stores[node], backup));
            stores[node] = backup;
            start(node, true);
        });
    }

    void loseConnection(SimulatedNode at, Uid to) {
        world.loop.schedule(1 + world.random.nextInt(3), at, () -> at.connectionLost(to));
    }

    void startDirectory() {
        world.directory.process = Optional.of(new SimulatedDirectory(world, NAME, world.random));
    }

    void stopDirectory(boolean amnesia) {
        world.directory.process.ifPresent(SimulatedDirectory::stop);
        world.directory.process = Optional.empty();
        if (amnesia) {
            world.directoryStore = Optional.empty();
        }
    }

    void runLater(long millis, Runnable action) {
        world.loop.schedule(millis, EventLoop.WORLD, action);
    }

    void inject(Fault fault) {
        runLater(Math.max(0, fault.at() - world.loop.now()), () -> FaultInjector.inject(this, fault));
    }

    void cut(int from, int to, long millis) {
        if (from != to) {
            world.network.cut(from, to);
            runLater(millis, () -> world.network.heal(from, to));
        }
    }

    // --- time

    void run(long millis) {
        long end = world.loop.now() + millis;
        while (world.loop.runNext(end)) {
            world.futures.throwFirstFailure();
            if (world.loop.eventCount() > MOST_EVENTS) {
                throw new SafetyChecker.Violation("more than " + MOST_EVENTS + " events");
            }
        }
    }

    /** Returns how long it took. */
    long runUntil(String what, long bound, BooleanSupplier reached) {
        long begin = world.loop.now();
        while (!reached.getAsBoolean()) {
            if (world.loop.now() - begin > bound) {
                throw new SafetyChecker.Violation("not within " + bound + " ms: " + what + "; " + describe());
            }
            run(LOOK_EVERY_MILLIS);
        }
        return world.loop.now() - begin;
    }

    /** Whole must mean settled: nothing moves any more. Returns how long it took. */
    long runUntilSettled(long bound) {
        long begin = world.loop.now();
        while (true) {
            long left = begin + bound - world.loop.now();
            runUntil("whole again", left, () -> convergenceProblem().isEmpty());
            long reached = world.loop.now();
            int grants = world.safety.grantCount();
            run(SETTLED_MILLIS);
            if (world.safety.grantCount() == grants && convergenceProblem().isEmpty()) {
                return reached - begin;
            }
        }
    }

    // --- the judges

    SimulatedNode node(int number) {
        return world.host(number).process.orElseThrow();
    }

    /** Living members that were not told that they are out. */
    List<SimulatedNode> activeMembers() {
        return world.runningNodes().stream()
                .filter(node -> !node.hasRole(Role.LEFT))
                .filter(node -> !isUnrecoverable(node))
                .toList();
    }

    /**
     * What cannot be healed by design: nobody appoints himself, so who is out of the directory's reach for good needs
     * somebody within its reach whom it knows or who knows it; and a newcomer needs a record.
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

    Optional<SimulatedNode> leader() {
        return activeMembers().stream()
                .filter(node -> node.hasRole(Role.LEADER))
                .findFirst();
    }

    /** What is still missing for L1 and L4; empty when one leads, all agree, nobody is outside and nobody dead inside. */
    Optional<String> convergenceProblem() {
        List<SimulatedNode> living = activeMembers();
        if (living.isEmpty()) {
            return Optional.empty();
        }
        if (living.stream().anyMatch(SimulatedNode::isLeaving)) {
            return Optional.of("somebody is still leaving");
        }
        List<SimulatedNode> leaders =
                living.stream().filter(node -> node.hasRole(Role.LEADER)).toList();
        if (leaders.size() != 1) {
            return Optional.of("L1: " + leaders.size() + " leaders");
        }
        MembershipSnapshot led = leaders.get(0).snapshot();
        for (SimulatedNode node : living) {
            MembershipSnapshot standing = node.snapshot();
            boolean follows = standing.role() == Role.MEMBER || standing.leading();
            if (!follows
                    || !standing.view().equals(led.view())
                    || !standing.viewId().equals(led.viewId())) {
                return Optional.of("L1: p" + node.host.number + " does not follow");
            }
        }
        List<Uid> uids = living.stream().map(SimulatedNode::uid).sorted().toList();
        List<Uid> inView = led.view().orElseThrow().members().stream()
                .map(member -> member.uid())
                .sorted()
                .toList();
        if (!uids.equals(inView)) {
            return Optional.of("L4: the view is not who lives");
        }
        Optional<NetworkRecord> record = world.directory.process.flatMap(SimulatedDirectory::record);
        boolean recorded = record.filter(known -> known.epoch() == led.viewId().epoch())
                .flatMap(NetworkRecord::leader)
                .map(Leader::uid)
                .filter(led.uid()::equals)
                .isPresent();
        return recorded ? Optional.empty() : Optional.of("L1: the directory names another leader");
    }

    String describe() {
        return convergenceProblem()
                        .or(() -> world.chatChecker.flatMap(checker -> ChatWorkload.uneven(this, checker)))
                        .orElse("whole")
                + "\n  "
                + world.runningNodes().stream()
                        .map(node -> "p" + node.host.number + " " + TranscriptText.of(node.snapshot()))
                        .collect(Collectors.joining("\n  "))
                + "\n  directory "
                + world.directory
                        .process
                        .flatMap(SimulatedDirectory::record)
                        .map(record -> record.epoch() + " led by "
                                + record.leader().map(TranscriptText::of).orElse("nobody"))
                        .orElse("knows nothing");
    }
}
