package p2pchat.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws the fault script of a seed. All that lasts is over at {@link #END}; who is dead stays dead. */
final class FaultGenerator {

    /** The group is whole before the first fault. */
    static final long BEGIN = 5_000;

    static final long END = 25_000;

    private static final int MOST = 14;

    private static final long LONGEST = 8_000;

    private FaultGenerator() {}

    static List<Fault> draw(RandomGenerator random, int size) {
        List<Fault> script = new ArrayList<>();
        int count = 1 + random.nextInt(MOST);
        for (int i = 0; i < count; i++) {
            script.add(drawFault(random, size));
        }
        if (random.nextInt(6) == 0) {
            script.add(new Fault.DirectoryCut(drawTime(random), drawLikelyLeader(random, size)));
        }
        if (random.nextInt(6) == 0) {
            addDirectoryRestore(random, script);
        }
        if (random.nextInt(8) == 0) {
            script.add(new Fault.Leave(drawTime(random), drawLikelyLeader(random, size)));
            script.addAll(leaveAndRejoin(random, 1 + random.nextInt(size)));
        }
        if (random.nextInt(3) == 0) {
            script.addAll(directoryForgetsLatestLeader(random));
        }
        script.sort(Comparator.comparingLong(Fault::at));
        return script;
    }

    /** The directory's store is copied, written to, and the copy put back. */
    private static void addDirectoryRestore(RandomGenerator random, List<Fault> script) {
        long copied = BEGIN + random.nextLong(END - BEGIN - 2_000);
        long lost = copied + random.nextLong(END - 1_000 - copied);
        script.add(new Fault.DirectoryBackup(copied));
        script.add(new Fault.DirectoryRestore(lost, 200 + random.nextLong(Math.min(LONGEST, END - lost) - 199)));
    }

    private static long drawTime(RandomGenerator random) {
        return BEGIN + random.nextLong(END - BEGIN - 1_000);
    }

    /** Who leaves keeps id and name, whether it comes back at once or later. */
    private static List<Fault> leaveAndRejoin(RandomGenerator random, int node) {
        long at = drawTime(random);
        return List.of(
                new Fault.Leave(at, node),
                new Fault.Start(at + 1 + random.nextLong(Math.min(6_000, END - at)), node, true));
    }

    /**
     * The directory forgets everything just as the second leader dies, and learns of the first one again, whom no member
     * reaches: they know a higher epoch than the record does.
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
        long millis = 200 + random.nextLong(Math.min(LONGEST, END - at) - 199);
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

    /** Low numbers were there first, so they lead more often, and trouble with leaders is the interesting kind. */
    private static int drawLikelyLeader(RandomGenerator random, int size) {
        return 1 + Math.min(random.nextInt(size), random.nextInt(size));
    }
}
