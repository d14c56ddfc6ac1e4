package p2pchat.simulation;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** One seed: a group gathers, suffers its faults, and must be whole again within the bound. */
final class Chaos {

    /** Grants that a group may need beside one for each fault that can hit a leader (L5). */
    private static final int SPARE_GRANTS = 12;

    /** What a run came to. */
    record Outcome(
            Optional<String> failure,
            long hash,
            long convergedAfter,
            long events,
            Set<ChatChecker.Reached> reached,
            String transcript) {}

    private final long seed;
    final int size;
    private final int latecomers;
    private final boolean talking;
    final List<Fault> script;

    Chaos(long seed) {
        this(seed, false);
    }

    /** With {@code talking} the members chat all the while, and their logs must be equal in the end. */
    Chaos(long seed, boolean talking) {
        SplittableRandom random = new SplittableRandom(~seed);
        this.seed = seed;
        this.talking = talking;
        this.size = 3 + random.nextInt(7);
        this.latecomers = random.nextInt(Math.min(3, size - 1));
        List<Fault> drawn = Faults.draw(random, size);
        if (talking) {
            drawn.addAll(ChatWorkload.draw(random, size));
            drawn.sort(Comparator.comparingLong(Fault::at));
        }
        this.script = drawn;
    }

    private static long bound(List<Fault> faults) {
        boolean banished = faults.stream().anyMatch(Fault.Banishment.class::isInstance);
        return Profile.BALANCED.recoveryBound(banished).toMillis();
    }

    Outcome run(List<Fault> faults, boolean recording) {
        SimulatedGroup group = new SimulatedGroup(seed, size, latecomers, Profile.BALANCED, talking, recording);
        long converged = 0;
        Optional<String> failure = Optional.empty();
        try {
            group.gather();
            faults.forEach(group::schedule);
            group.run(Math.max(0, Faults.END - group.world.timeline.now()));
            converged = group.runUntilSettled(bound(faults));
            group.world.chat.ifPresent(ledger -> {
                group.runUntil(
                        "all logs are equal",
                        ChatWorkload.BOUND_MILLIS,
                        () -> group.whole().isEmpty()
                                && ChatWorkload.uneven(group, ledger).isEmpty());
                ChatWorkload.judge(group, ledger);
            });
            int grants = group.world.ledger.grants();
            if (grants > faults.size() + SPARE_GRANTS) {
                throw new SafetyChecker.Violation("L5: " + grants + " grants for " + faults.size() + " faults");
            }
        } catch (SafetyChecker.Violation violation) {
            failure = Optional.of(violation.getMessage());
        } catch (RuntimeException | AssertionError bug) {
            failure = Optional.of(bug + " at "
                    + List.of(bug.getStackTrace()).subList(0, Math.min(6, bug.getStackTrace().length)));
        }
        return new Outcome(
                failure,
                group.world.ledger.hash(),
                converged,
                group.world.timeline.events(),
                group.world.chat.map(ChatChecker::reached).orElse(Set.of()),
                group.world.transcript());
    }
}
