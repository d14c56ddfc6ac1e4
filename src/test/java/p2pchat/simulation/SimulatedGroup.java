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
import p2pchat.simulation.SimulatedNetwork.Place;

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
    void gather() {
        for (int node = 1; node <= size - latecomers; node++) {
            start(node, false);
            int latest = node;
            runUntil("p" + node + " is in", 20_000, () -> node(latest).is(latest == 1 ? Role.LEADER : Role.MEMBER));
        }
        runUntil("all are in", 20_000, () -> whole().isEmpty());
    }

    /** A newcomer that founds the network if the directory knows none. */
    void found(int node) {
        stores[node] = new NodeStore(NAME, node, ++incarnations, true);
        start(node, true);
    }

    void start(int node, boolean keepsStore) {
        Place<SimulatedNode> place = world.place(node);
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
        Place<SimulatedNode> place = world.place(node);
        place.powered = !powerOff;
        place.process.ifPresent(process -> {
            process.stop();
            place.process = Optional.empty();
            if (!powerOff) {
                List.copyOf(world.connections).forEach(connection -> connection.died(process));
                world.living().forEach(other -> loseConnection(other, process.uid()));
            }
        });
    }

    void breakConnections(SimulatedNode one, SimulatedNode other) {
        List.copyOf(world.connections).stream()
                .filter(connection -> connection.between(one, other))
                .forEach(Connection::breaks);
    }

    void breakAllConnectionsOf(SimulatedNode node) {
        world.living().forEach(other -> breakConnections(node, other));
    }

    Optional<NodeStore> store(int node) {
        return Optional.ofNullable(stores[node]);
    }

    /** The last backup takes the place of the store, if there is one. */
    void restore(int node) {
        store(node).flatMap(store -> store.backup).ifPresent(backup -> {
            world.place(node).process.ifPresent(running -> crash(node, false));
            world.chat.ifPresent(ledger -> ledger.restored(stores[node], backup));
            stores[node] = backup;
            start(node, true);
        });
    }

    void loseConnection(SimulatedNode at, Uid to) {
        world.timeline.after(1 + world.random.nextInt(3), at, () -> at.connectionLost(to));
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

    void after(long millis, Runnable action) {
        world.timeline.after(millis, Timeline.WORLD, action);
    }

    void schedule(Fault fault) {
        after(Math.max(0, fault.at() - world.timeline.now()), () -> FaultInjector.begin(this, fault));
    }

    void cut(int from, int to, long millis) {
        if (from != to) {
            world.network.cut(from, to);
            after(millis, () -> world.network.mend(from, to));
        }
    }

    // --- time

    void run(long millis) {
        long end = world.timeline.now() + millis;
        while (world.timeline.step(end)) {
            world.promises.judge();
            if (world.timeline.events() > MOST_EVENTS) {
                throw new SafetyChecker.Violation("more than " + MOST_EVENTS + " events");
            }
        }
    }

    /** Returns how long it took. */
    long runUntil(String what, long bound, BooleanSupplier reached) {
        long begin = world.timeline.now();
        while (!reached.getAsBoolean()) {
            if (world.timeline.now() - begin > bound) {
                throw new SafetyChecker.Violation("not within " + bound + " ms: " + what + "; " + condition());
            }
            run(LOOK_EVERY_MILLIS);
        }
        return world.timeline.now() - begin;
    }

    /** Whole must mean settled: nothing moves any more. Returns how long it took. */
    long runUntilSettled(long bound) {
        long begin = world.timeline.now();
        while (true) {
            long left = begin + bound - world.timeline.now();
            runUntil("whole again", left, () -> whole().isEmpty());
            long reached = world.timeline.now();
            int grants = world.ledger.grants();
            run(SETTLED_MILLIS);
            if (world.ledger.grants() == grants && whole().isEmpty()) {
                return reached - begin;
            }
        }
    }

    // --- the judges

    SimulatedNode node(int number) {
        return world.place(number).process.orElseThrow();
    }

    /** Living members that were not told that they are out. */
    List<SimulatedNode> members() {
        return world.living().stream()
                .filter(node -> !node.is(Role.LEFT))
                .filter(node -> !isStranded(node))
                .toList();
    }

    /**
     * What cannot be healed by design: nobody appoints himself, so who is out of the directory's reach for good needs
     * somebody within its reach whom it knows or who knows it; and a newcomer needs a record.
     */
    private boolean isStranded(SimulatedNode node) {
        if (isBanished(node)) {
            return world.living().stream()
                    .filter(other -> !isBanished(other))
                    .noneMatch(other -> other.standing().find(node.uid()).isPresent()
                            || node.standing().find(other.uid()).isPresent());
        }
        return node.standing().view().isEmpty()
                && world.directory.process.flatMap(SimulatedDirectory::record).isEmpty()
                && world.living().stream()
                        .allMatch(other ->
                                isBanished(other) || other.standing().view().isEmpty());
    }

    private boolean isBanished(SimulatedNode node) {
        return world.network.isCut(node.place.number, World.DIRECTORY);
    }

    Optional<SimulatedNode> leader() {
        return members().stream().filter(node -> node.is(Role.LEADER)).findFirst();
    }

    /** What is still missing for L1 and L4; empty when one leads, all agree, nobody is outside and nobody dead inside. */
    Optional<String> whole() {
        List<SimulatedNode> living = members();
        if (living.isEmpty()) {
            return Optional.empty();
        }
        if (living.stream().anyMatch(SimulatedNode::isLeaving)) {
            return Optional.of("somebody is still leaving");
        }
        List<SimulatedNode> leaders =
                living.stream().filter(node -> node.is(Role.LEADER)).toList();
        if (leaders.size() != 1) {
            return Optional.of("L1: " + leaders.size() + " leaders");
        }
        MembershipSnapshot led = leaders.get(0).standing();
        for (SimulatedNode node : living) {
            MembershipSnapshot standing = node.standing();
            boolean follows = standing.role() == Role.MEMBER || standing.leading();
            if (!follows
                    || !standing.view().equals(led.view())
                    || !standing.viewId().equals(led.viewId())) {
                return Optional.of("L1: p" + node.place.number + " does not follow");
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

    String condition() {
        return whole().or(() -> world.chat.flatMap(ledger -> ChatWorkload.uneven(this, ledger)))
                        .orElse("whole") + "\n  "
                + world.living().stream()
                        .map(node -> "p" + node.place.number + " " + Words.of(node.standing()))
                        .collect(Collectors.joining("\n  "))
                + "\n  directory "
                + world.directory
                        .process
                        .flatMap(SimulatedDirectory::record)
                        .map(record -> record.epoch() + " led by "
                                + record.leader().map(Words::of).orElse("nobody"))
                        .orElse("knows nothing");
    }
}
