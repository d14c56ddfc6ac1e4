package p2pchat.simulation;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** The run of one seed: a group starts, suffers its faults, and must converge within the bound. */
final class ChaosRun {

    /** Grants allowed beyond one per fault (L5). */
    private static final int SPARE_GRANTS = 12;

    private static final int MAX_FRAMES = 6;

    /** Draws other faults than the seed itself. */
    private static final long RESTRICTED = 0x5eed;

    record Outcome(
            Optional<String> failure,
            long hash,
            long recoveryMillis,
            Set<ChatChecker.Coverage> coverage,
            String transcript) {}

    /** A group with a Byzantine member is smaller and suffers less, so that many runs cost little. */
    private static final int MAX_BYZANTINE_SIZE = 5;

    private static final int BYZANTINE_FAULT_SHARE = 3;

    private static final int STATING_FAULT_SHARE = 2;
    private static final int MAX_STATEMENTS = 5;

    private final long seed;
    final int size;
    private final Optional<Byzantine> byzantine;
    private final int byzantineHost;
    private final int latecomers;
    private final boolean chatting;
    final List<Fault> script;

    /** If {@code chatting}, the members chat during the run and their logs must be equal at the end. */
    ChaosRun(long seed, boolean chatting) {
        SplittableRandom random = new SplittableRandom(~seed);
        this.seed = seed;
        this.chatting = chatting;
        this.byzantine = Optional.empty();
        this.byzantineHost = 0;
        this.size = 3 + random.nextInt(7);
        this.latecomers = random.nextInt(Math.min(3, size - 1));
        List<Fault> drawn = FaultGenerator.draw(random, size);
        if (chatting) {
            drawn.addAll(ChatWorkload.draw(random, size));
            drawn.sort(Comparator.comparingLong(Fault::at));
        }
        this.script = drawn;
    }

    /** The members chat during the run, and one of them is not honest. */
    ChaosRun(long seed, Byzantine kind) {
        SplittableRandom random = new SplittableRandom(~seed);
        this.seed = seed;
        this.chatting = true;
        this.size = 3 + random.nextInt(MAX_BYZANTINE_SIZE - 2);
        this.latecomers = random.nextInt(2);
        this.byzantine = Optional.of(kind);
        this.byzantineHost = 1 + Math.min(random.nextInt(size), random.nextInt(size));
        List<Fault> drawn = FaultGenerator.draw(random, size);
        drawn.addAll(ChatWorkload.draw(random, size));
        drawn.removeIf(fault -> !(fault instanceof Fault.SendMessages) && random.nextInt(BYZANTINE_FAULT_SHARE) > 0);
        if (kind == Byzantine.VIEW_FORGER) {
            long at = FaultGenerator.BEGIN + random.nextLong(10_000);
            drawn.add(new Fault.TwoViews(at, byzantineHost));
            drawn.add(new Fault.Start(at + random.nextLong(5_000), 1 + random.nextInt(size), random.nextBoolean()));
        }
        drawn.sort(Comparator.comparingLong(Fault::at));
        this.script = drawn;
    }

    /** Members remove others, or make them readers, in a group that suffers fewer faults. */
    static ChaosRun stating(long seed) {
        ChaosRun run = new ChaosRun(seed, false);
        SplittableRandom random = new SplittableRandom(seed);
        run.script.removeIf(fault -> random.nextInt(STATING_FAULT_SHARE) > 0);
        for (int left = 1 + random.nextInt(MAX_STATEMENTS); left > 0; left--) {
            run.script.add(new Fault.State(
                    FaultGenerator.BEGIN + random.nextLong(FaultGenerator.END - FaultGenerator.BEGIN),
                    1 + random.nextInt(run.size),
                    1 + Math.min(random.nextInt(run.size), random.nextInt(run.size)),
                    SimulatedRoster.Standing.values()[random.nextInt(3)]));
        }
        run.script.sort(Comparator.comparingLong(Fault::at));
        return run;
    }

    /** The members chat during the run, and some are restricted in between. */
    static ChaosRun restricted(long seed) {
        ChaosRun run = new ChaosRun(seed, true);
        SplittableRandom random = new SplittableRandom(seed ^ RESTRICTED);
        run.script.removeIf(fault -> fault instanceof Fault.Backup
                || fault instanceof Fault.Restore
                || (fault instanceof Fault.Amend amend && amend.deletes()));
        int count = 1 + random.nextInt(3);
        long at = FaultGenerator.BEGIN;
        for (int number = 1; number <= count; number++) {
            at += random.nextLong((FaultGenerator.END - FaultGenerator.BEGIN) / count);
            int author = 1 + random.nextInt(run.size);
            int by = 1 + random.nextInt(run.size);
            boolean lifts = number > 1 && random.nextBoolean();
            run.script.add(new Fault.Restrict(at, number, author, by, random.nextInt(3), lifts));
        }
        run.script.sort(Comparator.comparingLong(Fault::at));
        return run;
    }

    /** Draws the kind of member that is not honest. */
    static ChaosRun byzantine(long seed) {
        Byzantine[] kinds = Byzantine.values();
        return new ChaosRun(seed, kinds[(int) (seed % kinds.length)]);
    }

    Outcome run(List<Fault> faults, boolean recording) {
        SimulatedGroup group = new SimulatedGroup(seed, size, latecomers, Profile.BALANCED, chatting, recording);
        group.world.byzantine = byzantine;
        group.world.byzantineHost = byzantineHost;
        long recoveryMillis = 0;
        Optional<String> failure = Optional.empty();
        try {
            recoveryMillis = recover(group, faults);
        } catch (SafetyChecker.Violation violation) {
            failure = Optional.of(violation.getMessage());
        } catch (RuntimeException | AssertionError bug) {
            List<StackTraceElement> trace = List.of(bug.getStackTrace());
            failure = Optional.of(bug + " at " + trace.subList(0, Math.min(MAX_FRAMES, trace.size())));
        }
        return new Outcome(
                failure,
                group.world.safety.hash(),
                recoveryMillis,
                group.world.chatChecker.map(ChatChecker::coverage).orElse(Set.of()),
                group.world.transcript());
    }

    /** Returns how long the group took to converge after the last fault. */
    private static long recover(SimulatedGroup group, List<Fault> faults) {
        group.startAll();
        faults.forEach(group::inject);
        group.run(Math.max(0, FaultGenerator.END - group.world.loop.now()));
        boolean directoryCut = faults.stream().anyMatch(Fault.DirectoryCut.class::isInstance);
        long millis = group.runUntilSettled(
                Profile.BALANCED.recoveryBound(directoryCut).toMillis());
        group.world.chatChecker.ifPresent(checker -> {
            group.runUntil(
                    "all logs are equal",
                    ChatConvergence.BOUND_MILLIS,
                    () -> group.convergenceProblem().isEmpty()
                            && ChatConvergence.problem(group, checker).isEmpty());
            ChatConvergence.check(group, checker);
        });
        int grants = group.world.safety.grantCount();
        SafetyChecker.check(
                grants <= faults.size() + SPARE_GRANTS, "L5: " + grants + " grants for " + faults.size() + " faults");
        return millis;
    }
}
