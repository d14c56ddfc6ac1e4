package p2pchat.simulation;

import java.util.ArrayList;
import java.util.List;
import p2pchat.log.MemoryLogStore;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Problem;

/**
 * Runs a group with one member that reaches all others but cannot be reached, because its address is wrong or
 * translated. The others chat meanwhile. Measures how much this member disturbs them.
 */
final class UnreachableMember {

    /** All other members have a message after this time, because no packet is lost. */
    private static final long DELIVERY_MILLIS = 500;

    private static final long SEND_INTERVAL_MILLIS = 2_000;

    /** The member's first rejoins are not delayed, so the first minute is counted separately. */
    private static final long FIRST_MILLIS = 60_000;

    private static final long MINUTES = 4;

    /** Every join and drop of the member makes a view: many at first, then fewer. */
    static final int MAX_VIEWS_FIRST_MINUTE = 16;

    static final double MAX_VIEWS_PER_MINUTE = 4.5;

    /** The new leader must lead for this long. */
    private static final long STABLE_MILLIS = 30_000;

    /**
     * @param viewsInFirstMinute joins and drops in the first minute
     * @param viewsPerMinute joins and drops per minute after that
     * @param grants epochs granted
     * @param reports how often the member's user was informed of the problem
     * @param missing messages of the others that the member never got
     */
    record Outcome(int viewsInFirstMinute, double viewsPerMinute, int grants, long reports, long missing) {

        static Outcome worst(Outcome one, Outcome other) {
            return new Outcome(
                    Math.max(one.viewsInFirstMinute, other.viewsInFirstMinute),
                    Math.max(one.viewsPerMinute, other.viewsPerMinute),
                    Math.max(one.grants, other.grants),
                    Math.min(one.reports, other.reports),
                    Math.max(one.missing, other.missing));
        }
    }

    private final SimulatedGroup group;
    private final List<SimulatedNode> others = new ArrayList<>();
    private final SimulatedNode self;
    private long reports;

    private UnreachableMember(long seed, boolean refuses) {
        this.group = new SimulatedGroup(seed, Scenarios.SIZE, 0, Profile.BALANCED, true, false);
        group.startAll();
        group.run(3_000 + seed * 37 % 2_000);
        this.self = group.node(Scenarios.SIZE);
        for (int number = 1; number < Scenarios.SIZE; number++) {
            others.add(group.node(number));
        }
        self.eventListener = event -> {
            if (event instanceof NetworkEvent.Trouble trouble && trouble.problem() instanceof Problem.SelfUnreachable) {
                reports++;
            }
        };
        self.host.refusesConnections = refuses;
        self.host.powered = refuses;
        group.breakAllConnectionsOf(self);
    }

    /**
     * Returns the worst outcome of all runs. A message that is late at another member is a violation.
     *
     * @param refuses whether the member refuses connections, rather than not answering
     */
    static Outcome worst(int runs, boolean refuses) {
        Outcome worst = new Outcome(0, 0, 0, Long.MAX_VALUE, 0);
        for (int seed = 1; seed <= runs; seed++) {
            worst = Outcome.worst(worst, new UnreachableMember(seed, refuses).run());
        }
        return worst;
    }

    /**
     * Kills the leader while the next candidate is unreachable. Measures how long the others take to follow one of
     * themselves, which must then go on leading.
     */
    static Scenarios.Times lowestSurvivor(int runs) {
        List<SimulatedGroup> groups = new ArrayList<>();
        Scenarios.Times times =
                Scenarios.run(runs, Profile.BALANCED, UnreachableMember::killLeaderAndHideNextCandidate, group -> {
                    groups.add(group);
                    return () -> othersFollowNewLeader(group);
                });
        for (SimulatedGroup group : groups) {
            int grants = group.world.safety.grantCount();
            group.run(STABLE_MILLIS);
            SafetyChecker.check(
                    group.world.safety.grantCount() == grants && othersFollowNewLeader(group),
                    "the leader changes once more: " + group.describe());
        }
        return times;
    }

    private static void killLeaderAndHideNextCandidate(SimulatedGroup group) {
        group.world.host(2).refusesConnections = true;
        group.crash(1, false);
    }

    private static boolean othersFollowNewLeader(SimulatedGroup group) {
        return Scenarios.followOneLeader(group.world.runningNodes().stream()
                .filter(node -> !node.host.refusesConnections)
                .toList());
    }

    private Outcome run() {
        int grants = group.world.safety.grantCount();
        int views = group.world.safety.viewCount();
        sendLines(FIRST_MILLIS);
        int inFirstMinute = group.world.safety.viewCount() - views;
        sendLines(MINUTES * 60_000);
        double perMinute = (group.world.safety.viewCount() - views - inFirstMinute) / (double) MINUTES;
        return new Outcome(
                inFirstMinute,
                perMinute,
                group.world.safety.grantCount() - grants,
                reports,
                missing(self, keys(others.get(0))));
    }

    private void sendLines(long millis) {
        long end = group.world.loop.now() + millis;
        for (int line = 0; group.world.loop.now() < end; line++) {
            SimulatedNode author = others.get(line % others.size());
            author.chat().orElseThrow().send("line " + line);
            group.run(DELIVERY_MILLIS);
            List<MessageKey> sent = keys(author);
            for (SimulatedNode other : others) {
                SafetyChecker.check(
                        missing(other, sent) == 0,
                        other.store.hostName() + " lacks line " + line + " of " + author.store.hostName() + " after "
                                + DELIVERY_MILLIS + " ms");
            }
            group.run(SEND_INTERVAL_MILLIS - DELIVERY_MILLIS);
        }
    }

    private static List<MessageKey> keys(SimulatedNode node) {
        return List.copyOf(node.store.log.rows().keySet());
    }

    private static long missing(SimulatedNode node, List<MessageKey> keys) {
        MemoryLogStore log = node.store.log;
        return keys.stream().filter(key -> !log.rows().containsKey(key)).count();
    }
}
