package p2pchat.simulation;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import p2pchat.log.MemoryLogStore;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageKey;

/** Decides whether the logs of all members are equal at the end of a run (L2, L3). */
final class ChatConvergence {

    /**
     * Time allowed once the group has converged: waiting for missing messages, two syncs, the longest stream backoff.
     */
    static final long BOUND_MILLIS = 45_000;

    private ChatConvergence() {}

    /** Returns what is not done yet; empty once all logs are equal and nothing is in flight. */
    static Optional<String> problem(SimulatedGroup group, ChatChecker checker) {
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
                return Optional.of("L2: waiting at " + node.store.hostName() + ": "
                        + chat.store().waitingRows().iterator().next().message());
            }
            Optional<String> pending = chat.pendingWork();
            if (pending.isPresent()) {
                return Optional.of("L3: " + node.store.hostName() + " " + pending.get());
            }
        }
        return Optional.empty();
    }

    /**
     * Checks that all logs have the same rows, edits and deletions, and that each kept what it acknowledged. Where a
     * key was reused, logs may hold either message, and the messages that these amend may be in either state.
     */
    static void check(SimulatedGroup group, ChatChecker checker) {
        List<NodeStore> stores =
                group.activeMembers().stream().map(node -> node.store).toList();
        stores.forEach(checker::recordReusedKeys);
        Set<MessageKey> ambiguous = checker.reusedKeys();
        for (NodeStore store : stores) {
            checker.reusedKeys().stream()
                    .flatMap(key -> Optional.ofNullable(store.log.rows().get(key)).stream())
                    .flatMap(row -> row.message().amendedMessage().stream())
                    .forEach(ambiguous::add);
        }
        Map<MessageKey, String> expected = new TreeMap<>();
        for (NodeStore store : stores) {
            checker.checkStore(store);
            checkDeletions(store);
            checkEdits(store, ambiguous);
            Map<MessageKey, String> rows = rows(store.log);
            rows.keySet().removeIf(key -> ambiguous.contains(key) || amendsAny(store.log, key, ambiguous));
            if (expected.isEmpty()) {
                expected.putAll(rows);
            }
            if (!rows.equals(expected)) {
                rows.entrySet().removeAll(expected.entrySet());
                throw new SafetyChecker.Violation("L2: the log of " + store.hostName() + " has " + rows);
            }
        }
    }

    private static boolean amendsAny(MemoryLogStore log, MessageKey key, Set<MessageKey> targets) {
        return log.rows()
                .get(key)
                .message()
                .amendedMessage()
                .filter(targets::contains)
                .isPresent();
    }

    private static Map<MessageKey, String> rows(MemoryLogStore log) {
        Map<MessageKey, String> rows = new TreeMap<>();
        log.rows().forEach((key, row) -> rows.put(key, row.message() + " " + row.hash()));
        log.amendments().forEach((key, amended) -> rows.merge(key, " " + amended, String::concat));
        return rows;
    }

    private static void checkDeletions(NodeStore store) {
        store.log.rows().values().stream()
                .map(MemoryLogStore.Row::message)
                .filter(message -> message.kind() == ChatMessage.Kind.DELETE)
                .flatMap(deletion -> deletion.amendedMessage().stream())
                .forEach(target -> SafetyChecker.check(
                        store.log.amendments().get(target).deleted(),
                        target + " was deleted, and is back at " + store.hostName()));
    }

    private static void checkEdits(NodeStore store, Set<MessageKey> ambiguous) {
        store.log
                .amendments()
                .forEach((target, amended) -> SafetyChecker.check(
                        amended.deleted()
                                || ambiguous.contains(target)
                                || amended.edit().equals(lastEdit(store.log, target)),
                        target + " has " + amended.edit() + ", which is not its last edit, at " + store.hostName()));
    }

    private static Optional<HistoryPlace> lastEdit(MemoryLogStore log, MessageKey target) {
        return log.rows().values().stream()
                .map(MemoryLogStore.Row::message)
                .filter(message -> message.kind() == ChatMessage.Kind.EDIT
                        && message.amendedMessage().equals(Optional.of(target)))
                .map(ChatMessage::place)
                .max(Comparator.naturalOrder());
    }
}
