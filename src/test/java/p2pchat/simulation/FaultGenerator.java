package p2pchat.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws the fault script of a seed. Every lasting fault ends by {@link #END}; a stopped process stays stopped. */
final class FaultGenerator {

    /** The group has converged before the first fault. */
    static final long BEGIN = 5_000;

    static final long END = 25_000;

    private static final int MAX_FAULTS = 14;

    private static final long MAX_MILLIS = 8_000;

    private FaultGenerator() {}

    static List<Fault> draw(RandomGenerator random, int size) {
        List<Fault> script = new ArrayList<>();
        int count = 1 + random.nextInt(MAX_FAULTS);
        for (int i = 0; i < count; i++) {
            script.add(drawFault(random, size));
        }
        if (random.nextInt(6) == 0) {
            script.add(new Fault.DirectoryCut(drawTime(random), drawLikelyLeader(random, size)));
        }
        if (random.nextInt(6) == 0) {
            script.addAll(directoryRestore(random));
        }
        if (random.nextInt(8) == 0) {
            script.add(new Fault.Leave(drawTime(random), drawLikelyLeader(random, size)));
            script.addAll(leaveAndRejoin(random, 1 + random.nextInt(size)));
        }
        if (random.nextInt(3) == 0) {
            script.addAll(directoryForgetsLatestLeader(random));
        }
        if (random.nextInt(4) == 0) {
            script.add(new Fault.SwappedIds(drawTime(random)));
        }
        script.sort(Comparator.comparingLong(Fault::at));
        return script;
    }

    /** Copies the directory's store and later restores the copy. */
    private static List<Fault> directoryRestore(RandomGenerator random) {
        long copied = BEGIN + random.nextLong(END - BEGIN - 2_000);
        long lost = copied + random.nextLong(END - 1_000 - copied);
        return List.of(
                new Fault.DirectoryBackup(copied),
                new Fault.DirectoryRestore(lost, 200 + random.nextLong(Math.min(MAX_MILLIS, END - lost) - 199)));
    }

    private static long drawTime(RandomGenerator random) {
        return BEGIN + random.nextLong(END - BEGIN - 1_000);
    }

    /** A member that leaves keeps its id and nick, whether it rejoins at once or later. */
    private static List<Fault> leaveAndRejoin(RandomGenerator random, int node) {
        long at = drawTime(random);
        return List.of(
                new Fault.Leave(at, node),
                new Fault.Start(at + 1 + random.nextLong(Math.min(6_000, END - at)), node, true));
    }

    /**
     * The directory loses its store when the second leader dies, and learns of the first leader again, which no member
     * reaches. The members know a higher epoch than the record has.
     */
    private static List<Fault> directoryForgetsLatestLeader(RandomGenerator random) {
        long at = BEGIN + random.nextLong(2_000);
        long granted = at + 3_000 + random.nextLong(1_000);
        return List.of(
                new Fault.Isolation(at, 1, granted + 500 - at),
                new Fault.Crash(granted, 2, true),
                new Fault.DirectoryOutage(granted, 300, true),
                new Fault.MemberIsolation(granted, 1, 3_000 + random.nextLong(6_000)));
    }

    private static Fault drawFault(RandomGenerator random, int size) {
        long at = drawTime(random);
        long millis = 200 + random.nextLong(Math.min(MAX_MILLIS, END - at) - 199);
        int node = drawLikelyLeader(random, size);
        return switch (random.nextInt(20)) {
            case 0, 1 -> new Fault.Crash(at, node, false);
            case 2, 3 -> new Fault.Crash(at, node, true);
            case 4, 5 -> new Fault.Start(at, node, true);
            case 6 -> new Fault.Start(at, node, false);
            case 7 -> new Fault.Leave(at, node);
            case 8, 9 -> new Fault.Pause(at, node, millis, random.nextInt(3) == 0);
            case 10, 11 -> new Fault.Cut(at, random.nextInt(size + 1), node, millis);
            case 12 -> new Fault.Cut(at, node, random.nextInt(size + 1), millis);
            case 13 -> new Fault.Isolation(at, node, millis);
            case 14 -> new Fault.Split(at, random.nextInt(1 << (size + 1)), millis);
            case 15 -> new Fault.PacketLoss(at, 20 + random.nextInt(300), millis);
            case 16 ->
                random.nextBoolean()
                        ? new Fault.Duplication(at, 200, millis)
                        : new Fault.Delay(at, 20 + random.nextInt(300), millis);
            case 17 -> new Fault.ConnectionLost(at, node, 1 + random.nextInt(size));
            case 18 -> new Fault.DirectoryOutage(at, millis, false);
            default -> new Fault.DirectoryOutage(at, millis, true);
        };
    }

    /** Prefers low numbers: those members joined first and lead more often. */
    private static int drawLikelyLeader(RandomGenerator random, int size) {
        return 1 + Math.min(random.nextInt(size), random.nextInt(size));
    }
}
