package p2pchat.simulation;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** One seed: a group gathers, suffers its faults, and must be whole again within the bound. */
final class ChaosRun {

    /** Grants that a group may need beside one for each fault that can hit a leader (L5). */
    private static final int SPARE_GRANTS = 12;

    /** What a run came to. */
    record Outcome(
            Optional<String> failure,
            long hash,
            long recoveryMillis,
            long eventCount,
            Set<ChatChecker.Coverage> coverage,
            String transcript) {}

    private final long seed;
    final int size;
    private final int latecomers;
    private final boolean chatting;
    final List<Fault> script;

    ChaosRun(long seed) {
        this(seed, false);
    }

    /** With {@code talking} the members chat all the while, and their logs must be equal in the end. */
    ChaosRun(long seed, boolean talking) {
        SplittableRandom random = new SplittableRandom(~seed);
        this.seed = seed;
        this.chatting = talking;
        this.size = 3 + random.nextInt(7);
        this.latecomers = random.nextInt(Math.min(3, size - 1));
        List<Fault> drawn = FaultGenerator.draw(random, size);
        if (talking) {
            drawn.addAll(ChatWorkload.draw(random, size));
            drawn.sort(Comparator.comparingLong(Fault::at));
        }
        this.script = drawn;
    }

    private static long recoveryBoundMillis(List<Fault> faults) {
        boolean banished = faults.stream().anyMatch(Fault.DirectoryCut.class::isInstance);
        return Profile.BALANCED.recoveryBound(banished).toMillis();
    }

    Outcome run(List<Fault> faults, boolean recording) {
        SimulatedGroup group = new SimulatedGroup(seed, size, latecomers, Profile.BALANCED, chatting, recording);
        long converged = 0;
        Optional<String> failure = Optional.empty();
        try {
            group.startAll();
            faults.forEach(group::inject);
            group.run(Math.max(0, FaultGenerator.END - group.world.loop.now()));
            converged = group.runUntilSettled(recoveryBoundMillis(faults));
            group.world.chatChecker.ifPresent(checker -> {
                group.runUntil(
                        "all logs are equal",
                        ChatWorkload.BOUND_MILLIS,
                        () -> group.convergenceProblem().isEmpty()
                                && ChatWorkload.uneven(group, checker).isEmpty());
                ChatWorkload.judge(group, checker);
            });
            int grants = group.world.safety.grantCount();
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
                group.world.safety.hash(),
                converged,
                group.world.loop.eventCount(),
                group.world.chatChecker.map(ChatChecker::cover).orElse(Set.of()),
                group.world.transcript());
    }
}
