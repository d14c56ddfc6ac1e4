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
final class Unreached {

    /** Said by somebody, it is with everybody else by then: nothing is lost on these wires. */
    private static final long PROMPT_MILLIS = 500;

    private static final long SAID_EVERY_MILLIS = 2_000;

    /** The first few times may be bad luck, so it is let in again at once. */
    private static final long FIRST_MILLIS = 60_000;

    private static final long MINUTES = 4;

    /** Each time it is let in or dropped, everybody is told: at first often, then more and more seldom. */
    static final int MOST_AT_FIRST = 16;

    static final double MOST_PER_MINUTE = 4.5;

    /** So long whoever leads in the end must lead. */
    private static final long LASTING_MILLIS = 30_000;

    /**
     * What became of it.
     *
     * @param atFirst views in the first minute: each time it is let in or dropped makes one
     * @param perMinute views in each minute after that
     * @param grants leaderships granted
     * @param told how often the user of that node was told what is wrong
     * @param lost of what the others said, what it never got
     */
    record Outcome(int atFirst, double perMinute, int grants, long told, long lost) {

        static Outcome worst(Outcome one, Outcome other) {
            return new Outcome(
                    Math.max(one.atFirst, other.atFirst),
                    Math.max(one.perMinute, other.perMinute),
                    Math.max(one.grants, other.grants),
                    Math.min(one.told, other.told),
                    Math.max(one.lost, other.lost));
        }
    }

    private final SimulatedGroup group;
    private final List<SimulatedNode> others = new ArrayList<>();
    private final SimulatedNode self;
    private long told;

    private Unreached(long seed, boolean refused) {
        this.group = new SimulatedGroup(seed, Scenarios.SIZE, 0, Profile.BALANCED, true, false);
        group.gather();
        group.run(3_000 + seed * 37 % 2_000);
        this.self = group.node(Scenarios.SIZE);
        for (int number = 1; number < Scenarios.SIZE; number++) {
            others.add(group.node(number));
        }
        self.user = event ->
                told += event instanceof NetworkEvent.Trouble trouble && trouble.problem() instanceof Problem.NotReached
                        ? 1
                        : 0;
        self.place.refuses = refused;
        self.place.powered = refused;
        group.breakAllConnectionsOf(self);
    }

    /** Of all runs the worst; whatever the others say that is not with all others in time is a violation. */
    static Outcome worst(int runs, boolean refused) {
        Outcome worst = new Outcome(0, 0, 0, Long.MAX_VALUE, 0);
        for (int seed = 1; seed <= runs; seed++) {
            worst = Outcome.worst(worst, new Unreached(seed, refused).run());
        }
        return worst;
    }

    /**
     * The leader dies, and nobody reaches the one that is next. How long until the others follow one of themselves; whoever
     * leads then goes on.
     */
    static Scenarios.Times lowestSurvivor(int runs) {
        List<SimulatedGroup> groups = new ArrayList<>();
        Scenarios.Times times = Scenarios.run(runs, Scenarios.SIZE, Profile.BALANCED, Unreached::hideTheNext, group -> {
            groups.add(group);
            return () -> othersFollowOneOfTheirs(group);
        });
        for (SimulatedGroup group : groups) {
            int grants = group.world.ledger.grants();
            group.run(LASTING_MILLIS);
            if (group.world.ledger.grants() > grants || !othersFollowOneOfTheirs(group)) {
                throw new SafetyChecker.Violation("the leader changes once more: " + group.condition());
            }
        }
        return times;
    }

    private static void hideTheNext(SimulatedGroup group) {
        group.world.place(2).refuses = true;
        group.crash(1, false);
    }

    private static boolean othersFollowOneOfTheirs(SimulatedGroup group) {
        List<SimulatedNode> others = group.world.living().stream()
                .filter(node -> !node.place.refuses)
                .toList();
        View view = others.get(0).standing().view().orElseThrow();
        return others.stream()
                        .allMatch(node ->
                                node.standing().view().filter(view::equals).isPresent()
                                        && (node.is(Role.MEMBER) || node.is(Role.LEADER)))
                && others.stream().anyMatch(node -> node.is(Role.LEADER));
    }

    private Outcome run() {
        int grants = group.world.ledger.grants();
        int begin = group.world.ledger.views();
        talk(FIRST_MILLIS);
        int atFirst = group.world.ledger.views() - begin;
        talk(MINUTES * 60_000);
        double perMinute = (group.world.ledger.views() - begin - atFirst) / (double) MINUTES;
        return new Outcome(
                atFirst, perMinute, group.world.ledger.grants() - grants, told, missing(self, keys(others.get(0))));
    }

    private void talk(long millis) {
        long end = group.world.timeline.now() + millis;
        for (int line = 0; group.world.timeline.now() < end; line++) {
            SimulatedNode author = others.get(line % others.size());
            author.voice().orElseThrow().say("line " + line);
            group.run(PROMPT_MILLIS);
            List<MessageKey> said = keys(author);
            for (SimulatedNode other : others) {
                if (missing(other, said) > 0) {
                    throw new SafetyChecker.Violation("line " + line + " of " + author.store.place() + " is not with "
                            + other.store.place() + " after " + PROMPT_MILLIS + " ms");
                }
            }
            group.run(SAID_EVERY_MILLIS - PROMPT_MILLIS);
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
