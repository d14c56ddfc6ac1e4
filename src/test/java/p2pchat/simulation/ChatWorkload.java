package p2pchat.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import p2pchat.log.MemoryLogStore;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageKey;

/** Draws what people say and what befalls their logs; and judges whether all logs are the same in the end (L2, L3). */
final class ChatWorkload {

    /** Once the group is whole: hope for what is missing, two comparisons, and the longest pause before a stream. */
    static final long BOUND_MILLIS = 45_000;

    private static final int MOST_SAID = 40;
    private static final int MOST_FAULTS = 6;
    private static final long HOUR_MILLIS = 3_600_000;

    private ChatWorkload() {}

    static List<Fault> draw(RandomGenerator random, int size) {
        List<Fault> script = new ArrayList<>();
        boolean flood = random.nextInt(20) == 0;
        for (int i = 3 + random.nextInt(MOST_SAID); i > 0; i--) {
            int node = 1 + random.nextInt(size);
            long at = time(random);
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
        for (int i = random.nextInt(MOST_FAULTS); i > 0; i--) {
            int node = 1 + random.nextInt(size);
            long at = time(random);
            switch (random.nextInt(8)) {
                case 0, 1 -> script.add(new Fault.DiskFull(at, node, 100 + random.nextLong(FaultGenerator.END - at)));
                case 2 -> script.add(new Fault.ClockSkew(at, node, random.nextLong(-HOUR_MILLIS * 5, HOUR_MILLIS * 5)));
                case 3 -> backup(random, at, node, script);
                default -> script.add(new Fault.ConnectionLost(at, node, 1 + random.nextInt(size)));
            }
        }
        if (random.nextInt(6) == 0) {
            script.addAll(lost(random, size));
        }
        return script;
    }

    /**
     * An answer outlives what it answers: one member alone gets the message, answers, and dies as its author does. Whoever
     * has the answer waits for the message, also through a restart of its own, and goes on without it in the end.
     */
    private static List<Fault> lost(RandomGenerator random, int size) {
        List<Fault> script = new ArrayList<>();
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
        return script;
    }

    /** Copied, written to, lost, restored. */
    private static void backup(RandomGenerator random, long at, int node, List<Fault> script) {
        long lost = at + random.nextLong(FaultGenerator.END - at);
        script.add(new Fault.Backup(at, node));
        script.add(new Fault.SendMessages(at + (lost - at) / 2, node, 1 + random.nextInt(3)));
        script.add(new Fault.Restore(lost, node));
    }

    private static long time(RandomGenerator random) {
        return FaultGenerator.BEGIN + random.nextLong(FaultGenerator.END - FaultGenerator.BEGIN - 1_000);
    }

    /** What is still missing until nothing is under way any more; empty when all logs say the same. */
    static Optional<String> uneven(SimulatedGroup group, ChatChecker checker) {
        List<SimulatedNode> members = group.activeMembers();
        for (SimulatedNode node : members) {
            SimulatedChatNode chat = node.chat().orElseThrow();
            SimulatedChatNode first = members.get(0).chat().orElseThrow();
            boolean same = chat.store().digest().equals(first.store().digest());
            if (!same && (checker.reusedKeys().isEmpty() || !chat.vector().equals(first.vector()))) {
                return Optional.of("L2: the logs of " + members.get(0).store.hostName() + " and "
                        + node.store.hostName() + " differ: " + first.vector() + ", " + chat.vector());
            }
            if (!chat.store().waitingRows().isEmpty()) {
                return Optional.of("L2: at " + node.store.hostName() + " there wait "
                        + chat.store().waitingRows().iterator().next().message());
            }
            Optional<String> behind = chat.pendingWork();
            if (behind.isPresent()) {
                return Optional.of("L3: " + node.store.hostName() + " " + behind.get());
            }
        }
        return Optional.empty();
    }

    /**
     * The same rows, deleted and edited alike, wherever; and each log keeps what it promised. Of a number given twice logs
     * may hold either message, and show what that one edits or deletes in either state.
     */
    static void judge(SimulatedGroup group, ChatChecker checker) {
        group.activeMembers().forEach(node -> checker.recordReusedKeys(node.store));
        Set<MessageKey> either = checker.reusedKeys();
        group.activeMembers()
                .forEach(node -> checker.reusedKeys().stream()
                        .flatMap(
                                key -> Optional.ofNullable(node.store.log.rows().get(key)).stream())
                        .flatMap(row -> row.message().amends().stream())
                        .forEach(either::add));
        Map<MessageKey, String> all = new TreeMap<>();
        for (SimulatedNode node : group.activeMembers()) {
            checker.checkStore(node.store);
            MemoryLogStore log = node.store.log;
            Map<MessageKey, String> rows = new TreeMap<>();
            log.rows().forEach((key, row) -> rows.put(key, row.message() + " " + row.hash()));
            log.amendments().forEach((key, amended) -> rows.merge(key, " " + amended, String::concat));
            rows.keySet().removeAll(either);
            log.rows().values().stream()
                    .map(MemoryLogStore.Row::message)
                    .filter(message -> message.kind() == ChatMessage.Kind.DELETE)
                    .flatMap(deletion -> deletion.amends().stream())
                    .filter(target -> !log.amendments().get(target).deleted())
                    .findFirst()
                    .ifPresent(target -> {
                        throw new SafetyChecker.Violation(
                                target + " was deleted, and is back at " + node.store.hostName());
                    });
            log.amendments().forEach((target, amended) -> {
                if (!amended.deleted()
                        && !either.contains(target)
                        && !amended.edit().equals(lastEdit(log, target))) {
                    throw new SafetyChecker.Violation(target + " has " + amended.edit()
                            + ", which is not its last edit, at " + node.store.hostName());
                }
            });
            if (all.isEmpty()) {
                all.putAll(rows);
            }
            if (!rows.equals(all)) {
                rows.entrySet().removeAll(all.entrySet());
                throw new SafetyChecker.Violation("L2: the log of " + node.store.hostName() + " has " + rows);
            }
        }
    }

    private static Optional<HistoryPlace> lastEdit(MemoryLogStore log, MessageKey target) {
        return log.rows().values().stream()
                .map(MemoryLogStore.Row::message)
                .filter(message -> message.kind() == ChatMessage.Kind.EDIT
                        && message.amends().equals(Optional.of(target)))
                .map(ChatMessage::place)
                .max(Comparator.naturalOrder());
    }
}
