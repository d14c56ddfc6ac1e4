package p2pchat.simulation;

import static p2pchat.simulation.SafetyChecker.check;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import p2pchat.log.Fork;
import p2pchat.log.MemoryLogStore;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;

/**
 * Checks the chat invariants during a whole run: acknowledged messages are never lost (L3), a key denotes the same
 * message everywhere (I5), and each process shows a message once, after earlier ones of its author and, if it is news, after news it follows (I4).
 */
final class ChatChecker {

    /** What must hold of a store for all processes that write to it. */
    private static final class StoreFacts {
        private final Set<MessageKey> acknowledged = new TreeSet<>();
        private final Set<MessageKey> shown = new TreeSet<>();
        /** What leaders held at admissions and this store did not. Own messages may follow it. */
        private final Set<MessageKey> followedUnseen = new TreeSet<>();
    }

    private final Map<MessageKey, MessageHash> hashes = new TreeMap<>();
    private final Map<NodeStore, StoreFacts> facts = new IdentityHashMap<>();
    private final Map<NodeId, NodeStore> owners = new TreeMap<>();
    private final Set<MessageKey> reusedKeys = new TreeSet<>();
    private final Set<NodeId> restored = new TreeSet<>();
    /** The first message of which an author signed several versions. */
    private final Map<NodeId, Long> forks = new TreeMap<>();

    /** The authors that were restricted at some time. Their messages leave logs and come back. */
    private final Set<NodeId> restricted = new TreeSet<>();

    private final Set<Coverage> coverage = EnumSet.noneOf(Coverage.class);

    private final Predicate<NodeId> byzantine;
    private final BooleanSupplier leadersLie;
    private final Predicate<ChatMessage> signed;

    /**
     * @param byzantine whether a node is not honest, so that nothing is expected of it
     * @param leadersLie whether a leader may report that it relayed what it did not
     * @param signed whether a message is signed by its author
     */
    ChatChecker(Predicate<NodeId> byzantine, BooleanSupplier leadersLie, Predicate<ChatMessage> signed) {
        this.byzantine = byzantine;
        this.leadersLie = leadersLie;
        this.signed = signed;
    }

    private boolean isByzantine(NodeStore store) {
        return store.node().filter(byzantine).isPresent();
    }

    /** Rare cases that must occur in some runs. */
    enum Coverage {
        /** A message was shown although one it follows is missing. */
        GAP,
        /** A process started with waiting messages in its log. */
        WAITING_AT_START,
        /** A frame was refused because a message in it was forged. */
        FORGED,
        /** Every honest member learned that an author has signed two versions of a message. */
        FORKED
    }

    void restricted(Set<NodeId> authors) {
        restricted.addAll(authors);
    }

    void cover(Coverage reached) {
        coverage.add(reached);
    }

    Set<Coverage> coverage() {
        return Set.copyOf(coverage);
    }

    /**
     * Returns the keys that an author used twice because its store was restored from a backup and no member could
     * report its later messages (H11). Logs may permanently differ in these messages; a member only refuses the second
     * one.
     */
    Set<MessageKey> reusedKeys() {
        return new TreeSet<>(reusedKeys);
    }

    void recordReusedKeys(NodeStore author) {
        author.log.rows().forEach((key, row) -> {
            if (author.isRestored()
                    && author.node().filter(key.author()::equals).isPresent()) {
                MessageHash before = hashes.putIfAbsent(key, row.hash());
                if (before != null && !before.equals(row.hash())) {
                    reusedKeys.add(key);
                }
            }
        });
    }

    /** Finds the messages of which a Byzantine author signed several versions. */
    void recordForks(List<NodeStore> honest) {
        for (NodeStore store : honest) {
            for (Fork fork : store.log.summaryNow().forks()) {
                check(
                        byzantine.test(fork.author()) || restored.contains(fork.author()),
                        "I5: " + store.hostName() + " has proof of two " + fork.author() + "#" + fork.from());
                forks.merge(fork.author(), fork.from(), Math::min);
            }
        }
        honest.forEach(store -> store.log.rows().forEach((key, row) -> {
            MessageHash before = hashes.putIfAbsent(key, row.hash());
            if (before != null && !before.equals(row.hash()) && byzantine.test(key.author())) {
                reusedKeys.add(key);
                forks.merge(key.author(), key.seq(), Math::min);
            }
        }));
    }

    /** Returns the Byzantine authors of different messages that two of these logs hold under one key. */
    Set<NodeId> equivocators(List<NodeStore> honest) {
        Map<MessageKey, MessageHash> first = new TreeMap<>();
        Set<NodeId> authors = new TreeSet<>();
        honest.forEach(store -> store.log.rows().forEach((key, row) -> {
            if (byzantine.test(key.author()) && !row.hash().equals(first.computeIfAbsent(key, any -> row.hash()))) {
                authors.add(key.author());
            }
        }));
        return authors;
    }

    /** Returns whether logs may differ in this message, because its author has signed several versions of it or of an earlier one. */
    boolean isForked(MessageKey key) {
        return key.seq() >= forks.getOrDefault(key.author(), Long.MAX_VALUE);
    }

    /** Returns the messages in which all logs have to be equal. */
    Map<NodeId, Ranges> beforeForks(Map<NodeId, Ranges> held) {
        Map<NodeId, Ranges> before = new TreeMap<>(held);
        forks.forEach((author, first) ->
                before.computeIfPresent(author, (same, ranges) -> ranges.and(Ranges.upTo(first - 1))));
        return before;
    }

    ProcessChecker processStarted(NodeStore store) {
        recordReusedKeys(store);
        checkStore(store);
        return new ProcessChecker(store);
    }

    /** A backup replaced a store. It need not contain later messages, and its waiting messages are yet to be shown. */
    void storeRestored(NodeStore lost, NodeStore backup) {
        recordReusedKeys(lost);
        lost.node().ifPresent(restored::add);
        checkStore(lost);
        StoreFacts before = factsOf(lost);
        StoreFacts after = factsOf(backup);
        after.followedUnseen.addAll(before.followedUnseen);
        before.acknowledged.stream().filter(backup.log.rows()::containsKey).forEach(after.acknowledged::add);
        before.shown.stream()
                .filter(key -> Optional.ofNullable(backup.log.rows().get(key))
                        .filter(MemoryLogStore.Row::delivered)
                        .isPresent())
                .forEach(after.shown::add);
    }

    /**
     * The first view of a process, and what its members report about the process's own messages.
     *
     * @param reported the reported ranges by time
     */
    private record FirstView(long since, Set<NodeId> unanswered, NavigableMap<Long, Ranges> reported) {

        /** Longer than a commit takes. */
        private static final long MARGIN_MILLIS = 50;

        /** How long the first messages of a process wait for reports (protocol 2.6). */
        private static final long PATIENCE_MILLIS = 500;

        /** A key may be reused only if the author asked the members in time and none reported the key (H11). */
        private void checkReuseAllowed(MessageKey key, long now) {
            check(
                    reported.headMap(now - MARGIN_MILLIS).values().stream().noneMatch(held -> held.contains(key.seq())),
                    "H11: " + key + " is reused although a member reported it");
            check(
                    unanswered.isEmpty() || now - since >= PATIENCE_MILLIS,
                    "H11: " + key + " is reused before " + unanswered + " could answer");
        }
    }

    /** Checks one process from its start to its end. */
    final class ProcessChecker {
        private final NodeStore store;
        private final Set<MessageKey> shown = new HashSet<>();
        private final Map<NodeId, Ranges> shownByAuthor = new TreeMap<>();
        private final Map<MessageKey, MessageKey> shownSuccessors = new HashMap<>();

        final UnknownSenderChecker unknownSenders = new UnknownSenderChecker();
        private Optional<FirstView> firstView = Optional.empty();
        private List<HistoryPlace> floor = List.of();
        private long floorSince;

        private ProcessChecker(NodeStore store) {
            this.store = store;
        }

        void viewChanged(Set<NodeId> others, long now) {
            FirstView first = firstView.orElseGet(() -> new FirstView(now, new TreeSet<>(others), new TreeMap<>()));
            first.unanswered().retainAll(others);
            firstView = Optional.of(first);
            unknownSenders.named(others);
        }

        /** A member reported which of this author's messages it has, or none because it could not be asked. */
        void memberReported(NodeId member, Ranges held, long now) {
            firstView.ifPresent(first -> {
                first.unanswered().remove(member);
                if (!byzantine.test(member)) {
                    first.reported().merge(now, held, Ranges::union);
                }
            });
        }

        /** A message of a frame was not signed by its author. */
        void forgedFrame() {
            cover(Coverage.FORGED);
        }

        void committed() {
            store.node().ifPresent(node -> owners.put(node, store));
        }

        /** The user's message was confirmed as stored. */
        void accepted(MessageId id, long now) {
            MessageKey key = store.log.rows().values().stream()
                    .map(MemoryLogStore.Row::message)
                    .filter(message -> message.id().equals(id))
                    .map(ChatMessage::key)
                    .findFirst()
                    .orElseThrow(() -> new SafetyChecker.Violation("I4: " + id + " was accepted and is not stored"));
            factsOf(store).acknowledged.add(key);
            checkAfterFloor(store.log.rows().get(key).message());
            MessageHash hash = store.log.rows().get(key).hash();
            MessageHash before = hashes.putIfAbsent(key, hash);
            if (store.isRestored() && before != null && !before.equals(hash)) {
                firstView.orElseThrow().checkReuseAllowed(key, now);
                reusedKeys.add(key);
            }
        }

        /** A sender's batch was acknowledged. */
        void acknowledged(NodeId from, List<ChatMessage> messages, Ranges stored, long now) {
            unknownSenders.storedTooEarly(from, now).ifPresent(why -> {
                throw new SafetyChecker.Violation("H24: " + store.hostName() + " stores a message although " + why);
            });
            unknownSenders.answered();
            for (ChatMessage message : messages) {
                if (stored.contains(message.key().seq())) {
                    check(store.log.rows().containsKey(message.key()), message.key() + " acknowledged, not stored");
                    factsOf(store).acknowledged.add(message.key());
                }
            }
        }

        /** The leader reported its frontier. What is missing of it here is shown after own messages that follow it. */
        void admitted(List<HistoryPlace> frontier) {
            frontier.stream()
                    .map(HistoryPlace::key)
                    .filter(key -> Optional.ofNullable(store.log.rows().get(key))
                            .filter(MemoryLogStore.Row::delivered)
                            .isEmpty())
                    .forEach(factsOf(store).followedUnseen::add);
        }

        /** Own messages from now on are placed after the leader's frontier (newcomer 1). */
        void followed(List<HistoryPlace> frontier) {
            floor = frontier.isEmpty() ? floor : List.copyOf(frontier);
            floorSince = store.node()
                    .map(self -> store.log.summaryNow().vector().of(self).last())
                    .orElse(0L);
        }

        /** A message that its author lost does not count, because the author may use its number again (H11). */
        private void checkAfterFloor(ChatMessage own) {
            floor.stream()
                    .filter(place -> own.key().seq() > floorSince)
                    .filter(place -> !place.key().author().equals(own.author()) && !reusedKeys.contains(place.key()))
                    .filter(place -> !byzantine.test(place.key().author()))
                    .filter(place -> !restricted.contains(place.key().author()))
                    .forEach(place -> check(
                            own.place().compareTo(place) > 0,
                            "M10: " + own.key() + " is placed before " + place
                                    + ", which the leader held at the admission of " + store.hostName()));
        }

        void chatEvent(NetworkEvent event) {
            if (isByzantine(store)) {
                return;
            }
            if (event instanceof NetworkEvent.Spoken spoken) {
                checkShown(spoken.message(), spoken.live(), spoken.mark());
            } else if (event instanceof NetworkEvent.Delivery delivery) {
                delivery.direct().forEach(member -> checkHolds(member, delivery.key()));
                if (!leadersLie.getAsBoolean()) {
                    delivery.relayed().forEach(member -> checkHolds(member, delivery.key()));
                }
            }
        }

        private void checkShown(ChatMessage message, boolean live, OrderMark mark) {
            MessageKey key = message.key();
            check(mark != OrderMark.UNSOUND, "I4: " + key + " is unsound, and shown");
            if (mark == OrderMark.AFTER_GAP) {
                cover(Coverage.GAP);
            }
            check(
                    shown.add(key) || restricted.contains(key.author()),
                    "I4: " + key + " is shown twice at " + store.hostName());
            Ranges before = shownByAuthor.getOrDefault(key.author(), Ranges.NONE);
            check(
                    mark == OrderMark.LATE || before.last() < key.seq() || restricted.contains(key.author()),
                    "I4: " + key + " is shown after number " + before.last() + " at " + store.hostName());
            shownByAuthor.put(key.author(), before.with(key.seq()));
            if (live) {
                boolean again = restricted.contains(key.author());
                check(
                        factsOf(store).shown.add(key) || again,
                        "I4: " + key + " is shown as new again at " + store.hostName());
                check(
                        mark == OrderMark.LATE || again || !shownSuccessors.containsKey(key),
                        "I4: " + key + " is shown after " + shownSuccessors.get(key) + ", which follows it, at "
                                + store.hostName());
                message.header().headKeys().stream()
                        .filter(head -> !ownFollowsUnseen(store, key, head))
                        .forEach(head -> shownSuccessors.putIfAbsent(head, key));
            }
        }

        private void checkHolds(NodeId member, MessageKey key) {
            NodeStore theirs = owners.get(member);
            check(
                    byzantine.test(member)
                            || restricted.contains(key.author())
                            || theirs != null
                                    && (theirs.isRestored() || theirs.log.rows().containsKey(key)),
                    "M8: " + store.hostName() + " reports " + key + " as delivered to " + member);
        }
    }

    /** Checks that a store has all it acknowledged, and delivered its messages in causal order. */
    void checkStore(NodeStore store) {
        if (isByzantine(store)) {
            return;
        }
        Map<MessageKey, MemoryLogStore.Row> rows = store.log.rows();
        rows.values().forEach(row -> checkProven(store, row.message()));
        for (MessageKey key : factsOf(store).acknowledged) {
            boolean kept = rows.containsKey(key) || restricted.contains(key.author());
            check(kept, "I4: " + key + " was acknowledged and is lost at " + store.hostName());
        }
        rows.forEach((key, row) -> {
            MessageHash before = hashes.putIfAbsent(key, row.hash());
            if (byzantine.test(key.author()) && before != null && !before.equals(row.hash())) {
                reusedKeys.add(key);
                forks.merge(key.author(), key.seq(), Math::min);
            }
            check(reusedKeys.contains(key) || before == null || before.equals(row.hash()), "I5: there are two " + key);
            check(
                    row.mark() != OrderMark.UNSOUND || byzantine.test(key.author()) || dependsOnReusedKey(rows, row),
                    "I4: " + key + " is marked unsound at " + store.hostName());
            if (row.delivered() && row.mark() == OrderMark.PLAIN) {
                for (MessageKey head : row.message().header().headKeys()) {
                    if (!ownFollowsUnseen(store, key, head)) {
                        checkDelivered(store, key, head);
                    }
                    checkOrder(rows, row, head);
                }
                if (key.seq() > 1) {
                    checkDelivered(store, key, new MessageKey(key.author(), key.seq() - 1));
                }
            }
        });
    }

    /** A log has only what its author signed, and lacks only texts that the author has deleted. */
    private void checkProven(NodeStore store, ChatMessage message) {
        check(signed.test(message), "I5: " + message.key() + " at " + store.hostName() + " is forged");
        check(
                !message.isErased() || byzantine.test(message.author()) || isDeletedByAuthor(store, message),
                "I5: " + message.key() + " at " + store.hostName() + " has no text, and its author did not delete it");
    }

    private static boolean isDeletedByAuthor(NodeStore store, ChatMessage message) {
        Optional<MessageKey> edited = message.about().map(MessageRef::key);
        return store.log.rows().values().stream()
                .map(MemoryLogStore.Row::message)
                .filter(other -> other.kind() == ChatMessage.Kind.DELETE
                        && other.author().equals(message.author()))
                .flatMap(deletion -> deletion.about().stream())
                .anyMatch(target -> target.key().equals(message.key())
                        || (message.kind() == ChatMessage.Kind.EDIT && edited.equals(Optional.of(target.key()))));
    }

    /** A message that follows the other one of a reused key has the wrong lamport here, and so have its successors. */
    private boolean dependsOnReusedKey(Map<MessageKey, MemoryLogStore.Row> rows, MemoryLogStore.Row row) {
        Deque<MessageKey> unsound = new ArrayDeque<>(List.of(row.message().key()));
        Set<MessageKey> seen = new HashSet<>(unsound);
        while (!unsound.isEmpty()) {
            MessageKey key = unsound.remove();
            if (reusedKeys.contains(key)) {
                return true;
            }
            Optional.ofNullable(rows.get(key))
                    .filter(before -> before.mark() == OrderMark.UNSOUND)
                    .ifPresent(before -> before.message().header().headKeys().stream()
                            .filter(seen::add)
                            .forEach(unsound::add));
        }
        return false;
    }

    private void checkDelivered(NodeStore store, MessageKey key, MessageKey head) {
        MemoryLogStore.Row row = store.log.rows().get(head);
        check(
                restricted.contains(head.author()) || row != null && !row.waits(),
                "I4: " + key + " was delivered without " + head + " at " + store.hostName());
    }

    private boolean ownFollowsUnseen(NodeStore store, MessageKey key, MessageKey head) {
        return store.node().filter(key.author()::equals).isPresent()
                && factsOf(store).followedUnseen.contains(head);
    }

    /** History never places a message before one that its author had when writing it (protocol 2.7). */
    private void checkOrder(Map<MessageKey, MemoryLogStore.Row> rows, MemoryLogStore.Row row, MessageKey head) {
        HistoryPlace place = row.message().place();
        check(
                reusedKeys.contains(head)
                        || !rows.containsKey(head)
                        || rows.get(head).message().place().compareTo(place) < 0,
                "M10: " + place.key() + " is placed before " + head + ", which it follows");
    }

    private StoreFacts factsOf(NodeStore store) {
        return facts.computeIfAbsent(store, any -> new StoreFacts());
    }
}
