package p2pchat.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import p2pchat.election.ElectionAnswer;
import p2pchat.model.Role;
import p2pchat.model.View;

/** Runs a scenario for many seeds and measures how long the group takes to recover. */
final class Scenarios {

    static final int SIZE = 5;

    /** Bound for recovery from a lasting cut: a few rounds of verification, election, and backoff. */
    static final long MAX_RECOVERY_MILLIS = 8_000;

    /** Pauses up to this long change the leader at most {@link #MAX_CHANGES_PER_HOUR} times an hour. */
    static final int SHORT_PAUSE_MILLIS = 1_500;

    static final double MAX_CHANGES_PER_HOUR = 0.05;

    /** Longer pauses cannot always be distinguished from a crash (docs/adr/0013). */
    static final int LONG_PAUSE_MILLIS = 3_000;

    static final double MAX_CHANGES_PER_HOUR_LONG_PAUSE = 11.8;

    /** Bound for replacing a killed leader (protocol 2.3): members notice the broken connections at once. */
    static final long MAX_FAILOVER_MILLIS = 250;

    /** Bound for showing a message that arrived before its view: the member fetches the view. */
    static final long MAX_MESSAGE_BEFORE_VIEW_MILLIS = 60;

    private static final long FOREVER = 1_000_000_000;

    private static final long TIMEOUT_MILLIS = 60_000;

    private Scenarios() {}

    /** A fault and the condition that ends the measurement. */
    record Recovery(String name, Consumer<SimulatedGroup> fault, Function<SimulatedGroup, BooleanSupplier> recovered) {

        Times measure(int runs) {
            return measure(runs, Profile.BALANCED);
        }

        Times measure(int runs, Profile profile) {
            return run(runs, profile, fault, recovered);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Cuts that do not heal; {@link #MAX_RECOVERY_MILLIS} is their bound. */
    static final List<Recovery> LASTING_CUTS = List.of(
            new Recovery(
                    "members cannot reach the leader",
                    Scenarios::membersCannotReachLeader,
                    Scenarios::othersFollowNewLeader),
            new Recovery(
                    "members cannot hear the leader",
                    Scenarios::membersCannotHearLeader,
                    Scenarios::othersFollowNewLeader),
            new Recovery(
                    "only the directory reaches the leader",
                    Scenarios::onlyDirectoryReachesLeader,
                    Scenarios::othersFollowNewLeader),
            new Recovery(
                    "the lowest survivor lacks the directory",
                    Scenarios::lowestSurvivorCutFromDirectory,
                    Scenarios::converged),
            new Recovery(
                    "the restarted leader lacks the directory",
                    Scenarios::restartedLeaderCutFromDirectory,
                    Scenarios::converged),
            new Recovery(
                    "the isolated leader dropped all members and lacks the directory",
                    Scenarios::leaderIsolatedThenCutFromDirectory,
                    Scenarios::converged));

    /** The leader's process is killed, or its machine loses power. */
    static Recovery leaderDies(boolean powerOff) {
        return new Recovery(
                "the leader dies", group -> group.crash(1, powerOff), group -> allFollowEpochAfter(group, 1));
    }

    /** The leader's store hangs, with or without a view on its way into it (public 6). */
    static Recovery leadersStoreHangs(boolean withView) {
        return new Recovery(
                "the leader's store hangs",
                group -> {
                    group.inject(new Fault.StoreHang(group.world.loop.now(), 1, FOREVER));
                    if (withView) {
                        group.crash(SIZE, false); // the leader stores the view without it
                    }
                },
                Scenarios::othersFollowNewLeader);
    }

    /** The leader's store hangs for longer than it takes to replace the leader. */
    static Recovery leadersStoreRecovers() {
        return new Recovery(
                "the leader's store hangs and recovers",
                group -> {
                    group.inject(new Fault.StoreHang(group.world.loop.now(), 1, 20_000));
                    group.run(20_000);
                },
                group -> () ->
                        group.convergenceProblem().isEmpty() && !group.node(1).hasRole(Role.LEADER));
    }

    /** The leader shows half of the members another view of the same id, without a member that joins (attack 12). */
    static Recovery leaderShowsTwoViews() {
        return new Recovery(
                "the leader shows two views of one id",
                group -> {
                    group.crash(SIZE, false);
                    group.runUntil(
                            "the leader drops it",
                            20_000,
                            () -> group.convergenceProblem().isEmpty());
                    group.node(1).deceive(host -> host == 2 || host == 4);
                    group.start(SIZE, false);
                },
                Scenarios::othersFollowNewLeader);
    }

    /** The leader dies, and the survivor with the lowest id answers every candidate like this (attack 39). */
    static Recovery lowestSurvivorLies(boolean vouches) {
        return new Recovery(
                "the lowest survivor lies",
                group -> {
                    SimulatedNode liar = group.node(2);
                    liar.election.lie(
                            vouches
                                    ? new ElectionAnswer.LeaderFresh(
                                            liar.snapshot().viewId())
                                    : new ElectionAnswer.Alive(liar.id(), false));
                    group.world.network.cut(2, World.DIRECTORY); // it does not become leader
                    group.crash(1, false);
                },
                group -> () -> followOneLeader(group.activeMembers().stream()
                        .filter(node -> node.host.number > 2)
                        .toList()));
    }

    /** Recovery times of all runs, ascending. */
    record Times(List<Long> sorted) {

        long percentile(int percent) {
            return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
        }

        @Override
        public String toString() {
            return "p50 %d ms, p99 %d ms, max %d ms".formatted(percentile(50), percentile(99), percentile(100));
        }
    }

    /** A run that does not recover within a minute is a violation. */
    static Times run(
            int runs,
            Profile profile,
            Consumer<SimulatedGroup> fault,
            Function<SimulatedGroup, BooleanSupplier> recovered) {
        List<Long> times = new ArrayList<>();
        for (int seed = 1; seed <= runs; seed++) {
            SimulatedGroup group = new SimulatedGroup(seed, SIZE, 0, profile, false);
            group.startAll();
            group.run(3_000 + seed * 37L % 2_000); // start at varying phases of all timers
            fault.accept(group);
            times.add(group.runUntil("recovery of seed " + seed, TIMEOUT_MILLIS, recovered.apply(group)));
        }
        times.sort(Long::compare);
        return new Times(times);
    }

    private static void membersCannotReachLeader(SimulatedGroup group) {
        for (int member = 2; member <= SIZE; member++) {
            group.cut(member, 1, FOREVER);
        }
    }

    private static void membersCannotHearLeader(SimulatedGroup group) {
        for (int member = 2; member <= SIZE; member++) {
            group.cut(1, member, FOREVER);
        }
    }

    private static void onlyDirectoryReachesLeader(SimulatedGroup group) {
        membersCannotReachLeader(group);
        membersCannotHearLeader(group);
    }

    private static void cutFromDirectory(SimulatedGroup group, int node) {
        group.cut(node, World.DIRECTORY, FOREVER);
        group.cut(World.DIRECTORY, node, FOREVER);
    }

    private static void lowestSurvivorCutFromDirectory(SimulatedGroup group) {
        cutFromDirectory(group, 2);
        group.crash(1, true);
    }

    private static void restartedLeaderCutFromDirectory(SimulatedGroup group) {
        cutFromDirectory(group, 1);
        group.start(1, true);
    }

    /** The leader is isolated until it has dropped all members; then it reaches them, but still not the directory. */
    private static void leaderIsolatedThenCutFromDirectory(SimulatedGroup group) {
        group.inject(new Fault.Isolation(group.world.loop.now(), 1, 15_000));
        cutFromDirectory(group, 1);
        group.run(15_000);
    }

    static BooleanSupplier othersFollowNewLeader(SimulatedGroup group) {
        return () -> followOneLeader(group.activeMembers().stream()
                .filter(node -> node.host.number != 1)
                .toList());
    }

    /** Returns whether these nodes have the same view and one of them leads it. */
    static boolean followOneLeader(List<SimulatedNode> nodes) {
        View view = nodes.get(0).snapshot().view().orElseThrow();
        boolean agree = nodes.stream()
                .allMatch(node -> node.snapshot().view().filter(view::equals).isPresent()
                        && (node.hasRole(Role.MEMBER) || node.hasRole(Role.LEADER)));
        return agree && nodes.stream().filter(node -> node.hasRole(Role.LEADER)).count() == 1;
    }

    private static BooleanSupplier converged(SimulatedGroup group) {
        return () -> group.convergenceProblem().isEmpty();
    }

    private static BooleanSupplier allFollowEpochAfter(SimulatedGroup group, long epoch) {
        return () -> group.activeMembers().stream()
                .allMatch(node -> node.snapshot().viewId().epoch() > epoch
                        && (node.hasRole(Role.MEMBER) || node.hasRole(Role.LEADER)));
    }

    /** A new member sends a message at once; p3 has not received the view that names it (H24). */
    static void sendRightAfterJoin(SimulatedGroup group, int newcomer, String text) {
        group.world.network.cut(1, 3);
        group.start(newcomer, false);
        group.runUntil(
                "the new member can send",
                5_000,
                () -> group.node(newcomer)
                        .chat()
                        .filter(SimulatedChatNode::isStarted)
                        .isPresent());
        group.world.network.heal(1, 3);
        send(group, newcomer, text);
    }

    /** Measures how long p3 takes to show the first message of a member that it does not know yet. */
    static Times messageBeforeView(int runs) {
        List<Long> times = new ArrayList<>();
        for (int seed = 1; seed <= runs; seed++) {
            SimulatedGroup group = new SimulatedGroup(seed, 4, 1, Profile.BALANCED, true, false);
            group.startAll();
            group.run(1_000);
            sendRightAfterJoin(group, 4, "hello");
            times.add(group.runUntil(
                    "p3 shows the message of p4",
                    TIMEOUT_MILLIS,
                    () -> group.node(3)
                            .chat()
                            .filter(chat -> chat.hasDelivered("hello"))
                            .isPresent()));
        }
        times.sort(Long::compare);
        return new Times(times);
    }

    static void send(SimulatedGroup group, int node, String text) {
        group.node(node).chat().orElseThrow().send(text);
    }

    /**
     * Returns the grants per hour while one member at a time is paused for up to {@code maxMillis}, about every 20 s.
     */
    static double leaderChangesPerHour(int runs, Profile profile, int maxMillis) {
        long changes = 0;
        long minutesPerRun = 6;
        for (int seed = 1; seed <= runs; seed++) {
            SimulatedGroup group = new SimulatedGroup(seed, SIZE, 0, profile, false);
            group.startAll();
            int before = group.world.safety.grantCount();
            long end = group.world.loop.now() + minutesPerRun * 60_000;
            while (group.world.loop.now() < end) {
                group.run(10_000 + group.world.random.nextInt(20_000));
                int node = 1 + group.world.random.nextInt(SIZE);
                group.node(node).pause(group.world.random.nextInt(maxMillis));
            }
            changes += group.world.safety.grantCount() - before;
        }
        return changes * 60.0 / (runs * minutesPerRun);
    }
}
