package p2pchat.simulation;

import java.util.ArrayList;
import java.util.List;
import p2pchat.log.MemoryLogStore;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Problem;
import p2pchat.model.Role;
import p2pchat.model.View;

/**
 * A node whose address is wrong, or behind a translation: it reaches everybody, and nobody reaches it. The others talk all
 * the while, and must not suffer from it. Measures what they notice.
 */
final class UnreachableMember {

    /** Said by somebody, it is with everybody else by then: nothing is lost on these wires. */
    private static final long DELIVERY_MILLIS = 500;

    private static final long SEND_INTERVAL_MILLIS = 2_000;

    /** The first few times may be bad luck, so it is let in again at once. */
    private static final long FIRST_MILLIS = 60_000;

    private static final long MINUTES = 4;

    /** Each time it is let in or dropped, everybody is told: at first often, then more and more seldom. */
    static final int MAX_VIEWS_FIRST_MINUTE = 16;

    static final double MAX_VIEWS_PER_MINUTE = 4.5;

    /** So long whoever leads in the end must lead. */
    private static final long STABLE_MILLIS = 30_000;

    /**
     * What became of it.
     *
     * @param viewsInFirstMinute views in the first minute: each time it is let in or dropped makes one
     * @param viewsPerMinute views in each minute after that
     * @param grants leaderships granted
     * @param reports how often the user of that node was told what is wrong
     * @param missing of what the others said, what it never got
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

    private UnreachableMember(long seed, boolean refused) {
        this.group = new SimulatedGroup(seed, Scenarios.SIZE, 0, Profile.BALANCED, true, false);
        group.startAll();
        group.run(3_000 + seed * 37 % 2_000);
        this.self = group.node(Scenarios.SIZE);
        for (int number = 1; number < Scenarios.SIZE; number++) {
            others.add(group.node(number));
        }
        self.eventListener = event -> reports +=
                event instanceof NetworkEvent.Trouble trouble && trouble.problem() instanceof Problem.NotReached
                        ? 1
                        : 0;
        self.host.refusesConnections = refused;
        self.host.powered = refused;
        group.breakAllConnectionsOf(self);
    }

    /** Of all runs the worst; whatever the others say that is not with all others in time is a violation. */
    static Outcome worst(int runs, boolean refused) {
        Outcome worst = new Outcome(0, 0, 0, Long.MAX_VALUE, 0);
        for (int seed = 1; seed <= runs; seed++) {
            worst = Outcome.worst(worst, new UnreachableMember(seed, refused).run());
        }
        return worst;
    }

    /**
     * The leader dies, and nobody reaches the one that is next. How long until the others follow one of themselves; whoever
     * leads then goes on.
     */
    static Scenarios.Times lowestSurvivor(int runs) {
        List<SimulatedGroup> groups = new ArrayList<>();
        Scenarios.Times times =
                Scenarios.run(runs, Scenarios.SIZE, Profile.BALANCED, UnreachableMember::hideNextCandidate, group -> {
                    groups.add(group);
                    return () -> othersFollowNewLeader(group);
                });
        for (SimulatedGroup group : groups) {
            int grants = group.world.safety.grantCount();
            group.run(STABLE_MILLIS);
            if (group.world.safety.grantCount() > grants || !othersFollowNewLeader(group)) {
                throw new SafetyChecker.Violation("the leader changes once more: " + group.describe());
            }
        }
        return times;
    }

    private static void hideNextCandidate(SimulatedGroup group) {
        group.world.host(2).refusesConnections = true;
        group.crash(1, false);
    }

    private static boolean othersFollowNewLeader(SimulatedGroup group) {
        List<SimulatedNode> others = group.world.runningNodes().stream()
                .filter(node -> !node.host.refusesConnections)
                .toList();
        View view = others.get(0).snapshot().view().orElseThrow();
        return others.stream()
                        .allMatch(node ->
                                node.snapshot().view().filter(view::equals).isPresent()
                                        && (node.hasRole(Role.MEMBER) || node.hasRole(Role.LEADER)))
                && others.stream().anyMatch(node -> node.hasRole(Role.LEADER));
    }

    private Outcome run() {
        int grants = group.world.safety.grantCount();
        int begin = group.world.safety.viewCount();
        sendLines(FIRST_MILLIS);
        int atFirst = group.world.safety.viewCount() - begin;
        sendLines(MINUTES * 60_000);
        double perMinute = (group.world.safety.viewCount() - begin - atFirst) / (double) MINUTES;
        return new Outcome(
                atFirst,
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
            List<MessageKey> said = keys(author);
            for (SimulatedNode other : others) {
                if (missing(other, said) > 0) {
                    throw new SafetyChecker.Violation("line " + line + " of " + author.store.hostName()
                            + " is not with " + other.store.hostName() + " after " + DELIVERY_MILLIS + " ms");
                }
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
