package p2pchat.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import p2pchat.model.Role;
import p2pchat.model.View;

/** Runs one story for many seeds and measures how long its end takes. */
final class Scenarios {

    static final int SIZE = 5;

    /** A lasting cut is overcome within this: some rounds of proof, election and backing off. */
    static final long MAX_RECOVERY_MILLIS = 8_000;

    /** Pauses up to this long change the leader {@link #MAX_CHANGES_PER_HOUR} times an hour at most. */
    static final int SHORT_PAUSE_MILLIS = 1_500;

    static final double MAX_CHANGES_PER_HOUR = 0.05;

    /** Longer ones cannot always be told from death (docs/adr/0013). */
    static final int LONG_PAUSE_MILLIS = 3_000;

    static final double MAX_CHANGES_PER_HOUR_LONG_PAUSE = 11.8;

    /** A killed leader is replaced within this (protocol 2.3): its broken connections are seen at once. */
    static final long MAX_FAILOVER_MILLIS = 250;

    /** Words that overtook their view are shown within this: it is fetched, and there was no time to be lost. */
    static final long MAX_MESSAGE_BEFORE_VIEW_MILLIS = 60;

    private static final long FOREVER = 1_000_000_000;

    private static final long TIMEOUT_MILLIS = 60_000;

    private Scenarios() {}

    /** How long the end of the story took, ascending; a run that never got there is a violation. */
    record Times(List<Long> sorted) {

        long percentile(int percent) {
            return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
        }

        @Override
        public String toString() {
            return "p50 %d ms, p99 %d ms, max %d ms".formatted(percentile(50), percentile(99), percentile(100));
        }
    }

    static Times run(
            int runs,
            int size,
            Profile profile,
            Consumer<SimulatedGroup> happens,
            Function<SimulatedGroup, BooleanSupplier> isOver) {
        List<Long> times = new ArrayList<>();
        for (int seed = 1; seed <= runs; seed++) {
            SimulatedGroup group = new SimulatedGroup(seed, size, 0, profile, false);
            group.startAll();
            group.run(3_000 + seed * 37L % 2_000); // at any phase of everybody's patience
            happens.accept(group);
            times.add(group.runUntil("the end of seed " + seed, TIMEOUT_MILLIS, isOver.apply(group)));
        }
        times.sort(Long::compare);
        return new Times(times);
    }

    /** The members do not reach the leader; it reaches them and the directory. */
    static void membersCannotReachLeader(SimulatedGroup group) {
        for (int member = 2; member <= SIZE; member++) {
            group.cut(member, 1, FOREVER);
        }
    }

    /** The leader hears its members, but they do not hear it. */
    static void membersCannotHearLeader(SimulatedGroup group) {
        for (int member = 2; member <= SIZE; member++) {
            group.cut(1, member, FOREVER);
        }
    }

    /** Only the directory still reaches the leader. */
    static void onlyDirectoryReachesLeader(SimulatedGroup group) {
        membersCannotReachLeader(group);
        membersCannotHearLeader(group);
    }

    private static void cutFromDirectory(SimulatedGroup group, int node) {
        group.cut(node, World.DIRECTORY, FOREVER);
        group.cut(World.DIRECTORY, node, FOREVER);
    }

    static void lowestSurvivorCutFromDirectory(SimulatedGroup group) {
        cutFromDirectory(group, 2);
        group.crash(1, true);
    }

    static void restartedLeaderCutFromDirectory(SimulatedGroup group) {
        cutFromDirectory(group, 1);
        group.start(1, true);
    }

    /** The leader, cut off for long, has dropped everybody; back again, it still lacks the directory. */
    static void leaderIsolatedThenCutFromDirectory(SimulatedGroup group) {
        group.inject(new Fault.Isolation(group.world.loop.now(), 1, 15_000));
        cutFromDirectory(group, 1);
        group.run(15_000);
    }

    /** Everybody but the first follows one of themselves, and the directory names it. */
    static BooleanSupplier othersFollowNewLeader(SimulatedGroup group) {
        return () -> {
            List<SimulatedNode> others = group.activeMembers().stream()
                    .filter(node -> node.host.number != 1)
                    .toList();
            View view = others.get(0).snapshot().view().orElseThrow();
            boolean agree = others.stream()
                    .allMatch(
                            node -> node.snapshot().view().filter(view::equals).isPresent()
                                    && (node.hasRole(Role.MEMBER) || node.hasRole(Role.LEADER)));
            return agree
                    && others.stream().filter(node -> node.hasRole(Role.LEADER)).count() == 1;
        };
    }

    static BooleanSupplier converged(SimulatedGroup group) {
        return () -> group.convergenceProblem().isEmpty();
    }

    /** Every survivor follows a leadership granted after this one. */
    static BooleanSupplier allFollowEpochAfter(SimulatedGroup group, long epoch) {
        return () -> group.activeMembers().stream()
                .allMatch(node -> node.snapshot().viewId().epoch() > epoch
                        && (node.hasRole(Role.MEMBER) || node.hasRole(Role.LEADER)));
    }

    /** A newcomer is in, and speaks at once; the view that names it was lost on its way to p3 (H24). */
    static void sendRightAfterJoin(SimulatedGroup group, int newcomer, String words) {
        group.world.network.cut(1, 3);
        group.start(newcomer, false);
        group.runUntil(
                "the newcomer can speak",
                5_000,
                () -> group.node(newcomer)
                        .chat()
                        .filter(SimulatedChatNode::isStarted)
                        .isPresent());
        group.world.network.heal(1, 3);
        send(group, newcomer, words);
    }

    /** How long p3 waits for the words of a newcomer whom it does not know. */
    static Times messageBeforeView(int runs) {
        List<Long> times = new ArrayList<>();
        for (int seed = 1; seed <= runs; seed++) {
            SimulatedGroup group = new SimulatedGroup(seed, 4, 1, Profile.BALANCED, true, false);
            group.startAll();
            group.run(1_000);
            sendRightAfterJoin(group, 4, "hello");
            times.add(group.runUntil(
                    "p3 shows what p4 says",
                    TIMEOUT_MILLIS,
                    () -> group.node(3)
                            .chat()
                            .filter(chat -> chat.hasDelivered("hello"))
                            .isPresent()));
        }
        times.sort(Long::compare);
        return new Times(times);
    }

    static void send(SimulatedGroup group, int node, String words) {
        group.node(node).chat().orElseThrow().send(words);
    }

    /** Leaderships granted while one member after the other stands still for up to {@code longest}, every 20 s or so. */
    static double leaderChangesPerHour(int runs, Profile profile, int longest) {
        long changes = 0;
        long minutesEach = 6;
        for (int seed = 1; seed <= runs; seed++) {
            SimulatedGroup group = new SimulatedGroup(seed, SIZE, 0, profile, false);
            group.startAll();
            int before = group.world.safety.grantCount();
            long end = group.world.loop.now() + minutesEach * 60_000;
            while (group.world.loop.now() < end) {
                group.run(10_000 + group.world.random.nextInt(20_000));
                int node = 1 + group.world.random.nextInt(SIZE);
                group.node(node).pause(group.world.random.nextInt(longest));
            }
            changes += group.world.safety.grantCount() - before;
        }
        return changes * 60.0 / (runs * minutesEach);
    }
}
