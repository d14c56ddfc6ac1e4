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
    static final long MOST_MILLIS = 8_000;

    /** Pauses up to this long change the leader {@link #MOST_CHANGES} times an hour at most. */
    static final int SHORT_PAUSE = 1_500;

    static final double MOST_CHANGES = 0.05;

    /** Longer ones cannot always be told from death (docs/adr/0013). */
    static final int LONG_PAUSE = 3_000;

    static final double MOST_CHANGES_BY_LONG_ONES = 11.8;

    /** A killed leader is replaced within this (protocol 2.3): its broken connections are seen at once. */
    static final long MOST_MILLIS_AFTER_KILL = 250;

    /** Words that overtook their view are shown within this: it is fetched, and there was no time to be lost. */
    static final long MOST_MILLIS_FOR_WORDS = 60;

    private static final long FOREVER = 1_000_000_000;

    private static final long GIVE_UP = 60_000;

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
            group.gather();
            group.run(3_000 + seed * 37L % 2_000); // at any phase of everybody's patience
            happens.accept(group);
            times.add(group.runUntil("the end of seed " + seed, GIVE_UP, isOver.apply(group)));
        }
        times.sort(Long::compare);
        return new Times(times);
    }

    /** The members do not reach the leader; it reaches them and the directory. */
    static void membersDoNotReachTheLeader(SimulatedGroup group) {
        for (int member = 2; member <= SIZE; member++) {
            group.cut(member, 1, FOREVER);
        }
    }

    /** The leader hears its members, but they do not hear it. */
    static void leaderIsNotHeard(SimulatedGroup group) {
        for (int member = 2; member <= SIZE; member++) {
            group.cut(1, member, FOREVER);
        }
    }

    /** Only the directory still reaches the leader. */
    static void onlyTheDirectoryReachesTheLeader(SimulatedGroup group) {
        membersDoNotReachTheLeader(group);
        leaderIsNotHeard(group);
    }

    private static void banish(SimulatedGroup group, int node) {
        group.cut(node, World.DIRECTORY, FOREVER);
        group.cut(World.DIRECTORY, node, FOREVER);
    }

    static void banishTheLowestSurvivor(SimulatedGroup group) {
        banish(group, 2);
        group.crash(1, true);
    }

    static void restartTheLeaderBanished(SimulatedGroup group) {
        banish(group, 1);
        group.start(1, true);
    }

    /** The leader, cut off for long, has dropped everybody; back again, it still lacks the directory. */
    static void cutOffTheLeaderAndItsDirectory(SimulatedGroup group) {
        group.schedule(new Fault.Isolation(group.world.timeline.now(), 1, 15_000));
        banish(group, 1);
        group.run(15_000);
    }

    /** Everybody but the first follows one of themselves, and the directory names it. */
    static BooleanSupplier othersFollowOneOfTheirs(SimulatedGroup group) {
        return () -> {
            List<SimulatedNode> others = group.members().stream()
                    .filter(node -> node.place.number != 1)
                    .toList();
            View view = others.get(0).standing().view().orElseThrow();
            boolean agree = others.stream()
                    .allMatch(
                            node -> node.standing().view().filter(view::equals).isPresent()
                                    && (node.is(Role.MEMBER) || node.is(Role.LEADER)));
            return agree && others.stream().filter(node -> node.is(Role.LEADER)).count() == 1;
        };
    }

    static BooleanSupplier whole(SimulatedGroup group) {
        return () -> group.whole().isEmpty();
    }

    /** Every survivor follows a leadership granted after this one. */
    static BooleanSupplier allFollowAfter(SimulatedGroup group, long epoch) {
        return () -> group.members().stream()
                .allMatch(node ->
                        node.standing().viewId().epoch() > epoch && (node.is(Role.MEMBER) || node.is(Role.LEADER)));
    }

    /** A newcomer is in, and speaks at once; the view that names it was lost on its way to p3 (H24). */
    static void speakAtOnce(SimulatedGroup group, int newcomer, String words) {
        group.world.network.cut(1, 3);
        group.start(newcomer, false);
        group.runUntil(
                "the newcomer can speak",
                5_000,
                () -> group.node(newcomer)
                        .voice()
                        .filter(SimulatedChatNode::admitted)
                        .isPresent());
        group.world.network.mend(1, 3);
        say(group, newcomer, words);
    }

    /** How long p3 waits for the words of a newcomer whom it does not know. */
    static Times wordsBeforeTheView(int runs) {
        List<Long> times = new ArrayList<>();
        for (int seed = 1; seed <= runs; seed++) {
            SimulatedGroup group = new SimulatedGroup(seed, 4, 1, Profile.BALANCED, true, false);
            group.gather();
            group.run(1_000);
            speakAtOnce(group, 4, "hello");
            times.add(group.runUntil(
                    "p3 shows what p4 says",
                    GIVE_UP,
                    () -> group.node(3)
                            .voice()
                            .filter(voice -> voice.shows("hello"))
                            .isPresent()));
        }
        times.sort(Long::compare);
        return new Times(times);
    }

    static void say(SimulatedGroup group, int node, String words) {
        group.node(node).voice().orElseThrow().say(words);
    }

    /** Leaderships granted while one member after the other stands still for up to {@code longest}, every 20 s or so. */
    static double leaderChangesPerHour(int runs, Profile profile, int longest) {
        long changes = 0;
        long minutesEach = 6;
        for (int seed = 1; seed <= runs; seed++) {
            SimulatedGroup group = new SimulatedGroup(seed, SIZE, 0, profile, false);
            group.gather();
            int before = group.world.ledger.grants();
            long end = group.world.timeline.now() + minutesEach * 60_000;
            while (group.world.timeline.now() < end) {
                group.run(10_000 + group.world.random.nextInt(20_000));
                int node = 1 + group.world.random.nextInt(SIZE);
                group.node(node).pause(group.world.random.nextInt(longest));
            }
            changes += group.world.ledger.grants() - before;
        }
        return changes * 60.0 / (runs * minutesEach);
    }
}
