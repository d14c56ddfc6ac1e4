package p2pchat.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws the messages of a seed's members and the faults of their logs. */
final class ChatWorkload {

    private static final int MAX_SENDS = 40;
    private static final int MAX_FAULTS = 6;
    private static final long MAX_SKEW_MILLIS = 5 * 3_600_000L;

    private ChatWorkload() {}

    static List<Fault> draw(RandomGenerator random, int size) {
        List<Fault> script = new ArrayList<>();
        boolean flood = random.nextInt(20) == 0;
        for (int i = 3 + random.nextInt(MAX_SENDS); i > 0; i--) {
            addSend(random, size, flood, script);
        }
        for (int i = random.nextInt(MAX_FAULTS); i > 0; i--) {
            addFault(random, size, script);
        }
        if (random.nextInt(6) == 0) {
            addLostMessage(random, size, script);
        }
        if (random.nextInt(3) == 0) {
            addInterruptedCatchUp(random, size, script);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            int node = 1 + random.nextInt(size);
            long at = drawTime(random);
            script.add(new Fault.Start(at, node, random.nextBoolean()));
            script.add(new Fault.FirstMessage(at + 1, node));
        }
        return script;
    }

    private static void addSend(RandomGenerator random, int size, boolean flood, List<Fault> script) {
        int node = 1 + random.nextInt(size);
        long at = drawTime(random);
        switch (random.nextInt(12)) {
            case 0 -> {
                script.add(new Fault.Amend(at, node, false));
                script.add(new Fault.Amend(at + random.nextLong(FaultGenerator.END - at), node, true));
            }
            case 1 -> script.add(new Fault.Amend(at, node, true));
            case 2 -> script.add(new Fault.SendMessages(at, node, flood ? 250 : 2 + random.nextInt(20)));
            default -> script.add(new Fault.SendMessages(at, node, 1));
        }
    }

    private static void addFault(RandomGenerator random, int size, List<Fault> script) {
        int node = 1 + random.nextInt(size);
        long at = drawTime(random);
        switch (random.nextInt(8)) {
            case 0, 1 -> script.add(new Fault.DiskFull(at, node, 100 + random.nextLong(FaultGenerator.END - at)));
            case 2 -> script.add(new Fault.ClockSkew(at, node, random.nextLong(-MAX_SKEW_MILLIS, MAX_SKEW_MILLIS)));
            case 3 -> addRestore(random, at, node, script);
            default -> script.add(new Fault.ConnectionLost(at, node, 1 + random.nextInt(size)));
        }
    }

    /** Backs up a store, writes to it, and restores the backup. */
    private static void addRestore(RandomGenerator random, long at, int node, List<Fault> script) {
        long lost = at + random.nextLong(FaultGenerator.END - at);
        script.add(new Fault.Backup(at, node));
        script.add(new Fault.SendMessages(at + (lost - at) / 2, node, 1 + random.nextInt(3)));
        script.add(new Fault.Restore(lost, node));
        script.add(new Fault.FirstMessage(lost + 1, node));
    }

    /**
     * Lets a reply outlive the message it answers: only one member gets the message, replies, and dies as its author
     * does. Members that have the reply wait for the message, even across a restart, and finally continue without it.
     */
    private static void addLostMessage(RandomGenerator random, int size, List<Fault> script) {
        int author = 1 + random.nextInt(size);
        int reader = 1 + (author + random.nextInt(size - 1)) % size;
        long at = FaultGenerator.BEGIN + random.nextLong(8_000);
        for (int other = 1; other <= size; other++) {
            if (other != author && other != reader) {
                script.add(new Fault.Cut(at - 100, author, other, 5_000));
                script.add(new Fault.Cut(at - 100, other, author, 5_000));
            }
        }
        long answered = at + 40 + random.nextLong(200);
        script.add(new Fault.SendMessages(at, author, 1));
        script.add(new Fault.SendMessages(answered, reader, 1));
        script.add(new Fault.Crash(answered + 20 + random.nextLong(150), reader, true));
        script.add(new Fault.Crash(answered + 20 + random.nextLong(400), author, true));
        if (random.nextBoolean()) {
            script.add(new Fault.Start(answered + 1_000 + random.nextLong(8_000), 1 + random.nextInt(size), true));
        }
    }

    /** A member misses messages, returns, and loses the leader in its catch-up while their authors still send. */
    private static void addInterruptedCatchUp(RandomGenerator random, int size, List<Fault> script) {
        int node = 1 + random.nextInt(size);
        long at = FaultGenerator.BEGIN + random.nextLong(10_000);
        script.add(new Fault.Crash(at, node, random.nextBoolean()));
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int author = 1 + (node + random.nextInt(size - 1)) % size;
            script.add(new Fault.SendMessages(at + random.nextLong(3_000), author, 10 + random.nextInt(50)));
        }
        script.add(new Fault.InterruptedCatchUp(at, node, random.nextInt(40)));
        script.add(new Fault.Start(at + 2_500 + random.nextLong(2_000), node, true));
    }

    private static long drawTime(RandomGenerator random) {
        return FaultGenerator.BEGIN + random.nextLong(FaultGenerator.END - FaultGenerator.BEGIN - 1_000);
    }
}
