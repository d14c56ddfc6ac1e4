package p2pchat.simulation;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import p2pchat.log.MemoryLogStore;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;

/** Decides whether the logs of all members are equal at the end of a run (L2, L3). */
final class ChatConvergence {

    /**
     * Time allowed once the group has converged: waiting for missing messages, two syncs, the longest stream backoff.
     */
    static final long BOUND_MILLIS = 45_000;

    private ChatConvergence() {}

    /** Returns what is not done yet; empty once all logs are equal and nothing is in flight. */
    static Optional<String> problem(SimulatedGroup group, ChatChecker checker) {
        List<SimulatedNode> members = honestMembers(group);
        List<NodeStore> stores = members.stream().map(node -> node.store).toList();
        checker.recordForks(stores);
        Set<NodeId> equivocators = checker.equivocators(stores);
        for (SimulatedNode node : members) {
            SimulatedChatNode chat = node.chat().orElseThrow();
            SimulatedChatNode first = members.get(0).chat().orElseThrow();
            boolean same = chat.store().digest().equals(first.store().digest());
            if (!same
                    && (checker.reusedKeys().isEmpty()
                            || !checker.beforeForks(chat.vector()).equals(checker.beforeForks(first.vector())))) {
                return Optional.of("L2: the logs of " + members.get(0).store.hostName() + " and "
                        + node.store.hostName() + " differ: " + first.vector() + ", " + chat.vector());
            }
            if (!forkedAuthors(node.store).containsAll(equivocators)) {
                return Optional.of("L2: " + node.store.hostName() + " does not know that there are two versions of "
                        + equivocators + "'s messages");
            }
            if (!forkedAuthors(node.store).equals(forkedAuthors(members.get(0).store))) {
                return Optional.of("L2: " + members.get(0).store.hostName() + " has proof of forks of "
                        + forkedAuthors(members.get(0).store) + ", " + node.store.hostName() + " of those of "
                        + forkedAuthors(node.store));
            }
            Optional<MemoryLogStore.Row> waiting = chat.store().waitingRows().stream()
                    .filter(row -> !checker.isForked(row.message().key()))
                    .findFirst();
            if (waiting.isPresent()) {
                return Optional.of("L2: waiting at " + node.store.hostName() + ": "
                        + waiting.get().message());
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
                honestMembers(group).stream().map(node -> node.store).toList();
        stores.forEach(checker::recordReusedKeys);
        Set<MessageKey> reused = checker.reusedKeys();
        Set<MessageKey> ambiguous = checker.reusedKeys();
        for (NodeStore store : stores) {
            store.log.rows().values().stream()
                    .map(MemoryLogStore.Row::message)
                    .filter(message -> reused.contains(message.key()) || checker.isForked(message.key()))
                    .flatMap(message -> message.amendedMessage().stream())
                    .forEach(ambiguous::add);
        }
        Map<MessageKey, String> expected = new TreeMap<>();
        if (stores.stream().anyMatch(store -> !forkedAuthors(store).isEmpty())) {
            checker.cover(ChatChecker.Coverage.FORKED);
        }
        for (NodeStore store : stores) {
            checker.checkStore(store);
            checkDeletions(store);
            checkEdits(store, ambiguous);
            Map<MessageKey, String> rows = rows(store.log);
            rows.keySet()
                    .removeIf(key ->
                            ambiguous.contains(key) || checker.isForked(key) || amendsAny(store.log, key, ambiguous));
            if (expected.isEmpty()) {
                expected.putAll(rows);
            }
            if (!rows.equals(expected)) {
                Map<MessageKey, String> others = new TreeMap<>(expected);
                others.entrySet().removeAll(rows.entrySet());
                rows.entrySet().removeAll(expected.entrySet());
                throw new SafetyChecker.Violation(
                        "L2: the log of " + store.hostName() + " has " + rows + ", another one " + others);
            }
        }
    }

    private static Set<NodeId> forkedAuthors(NodeStore store) {
        Set<NodeId> authors = new TreeSet<>();
        store.log.summaryNow().forks().forEach(fork -> authors.add(fork.author()));
        return authors;
    }

    private static List<SimulatedNode> honestMembers(SimulatedGroup group) {
        return group.activeMembers().stream().filter(SimulatedNode::isHonest).toList();
    }

    private static boolean amendsAny(MemoryLogStore log, MessageKey key, Set<MessageKey> targets) {
        return Optional.ofNullable(log.rows().get(key))
                .flatMap(row -> row.message().amendedMessage())
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
