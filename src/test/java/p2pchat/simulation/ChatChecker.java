package p2pchat.simulation;

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
import p2pchat.log.MemoryLogStore;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;

/**
 * The witness of what is said in a whole run: what was acknowledged must stay (L3), what one key says is the same
 * everywhere (I5), and every screen shows each message once, and nothing before what it follows (I4).
 */
final class ChatChecker {

    /** What must hold of one store, whichever process writes to it. */
    private static final class StoreFacts {
        private final Set<MessageKey> acknowledged = new TreeSet<>();
        private final Set<MessageKey> shown = new TreeSet<>();
    }

    private final Map<MessageKey, MessageHash> hashes = new TreeMap<>();
    private final Map<NodeStore, StoreFacts> facts = new IdentityHashMap<>();
    private final Map<NodeId, NodeStore> owners = new TreeMap<>();
    private final Set<MessageKey> reusedKeys = new TreeSet<>();
    private final Set<Coverage> cover = EnumSet.noneOf(Coverage.class);
    private long acknowledged;
    private long shown;

    /** What seldom happens, and must happen in some of the runs. */
    enum Coverage {
        /** Something was shown without what it follows. */
        GAP,
        /** A process found messages in its log that wait. */
        WAITING_AT_START
    }

    void cover(Coverage what) {
        cover.add(what);
    }

    Set<Coverage> cover() {
        return Set.copyOf(cover);
    }

    /** How much there was to judge: a run in which nothing is said proves nothing. */
    String summary() {
        return hashes.size() + " messages, " + acknowledged + " acknowledged, " + shown + " shown";
    }

    /**
     * Numbers that somebody whose store was put back from a backup gave again, when nobody could be asked what it had said
     * before (H11): logs differ in these messages for ever, and all one can do is to refuse the second one.
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

    ProcessChecker processStarted(NodeStore store) {
        recordReusedKeys(store);
        checkStore(store);
        return new ProcessChecker(store);
    }

    /** A backup takes the place of a store: what it does not hold cannot be asked of it, and what waits in it is yet to be
     * shown. */
    void storeRestored(NodeStore lost, NodeStore backup) {
        recordReusedKeys(lost);
        checkStore(lost);
        StoreFacts before = factsOf(lost);
        StoreFacts after = factsOf(backup);
        before.acknowledged.stream().filter(backup.log.rows()::containsKey).forEach(after.acknowledged::add);
        before.shown.stream()
                .filter(key -> Optional.ofNullable(backup.log.rows().get(key))
                        .filter(MemoryLogStore.Row::delivered)
                        .isPresent())
                .forEach(after.shown::add);
    }

    /**
     * Whom a process meets first, and what they tell it of its own messages.
     *
     * @param reported what was said of them, by the time it was said
     */
    private record FirstView(long since, Set<NodeId> unanswered, NavigableMap<Long, Ranges> reported) {

        /** Longer than a commit takes. */
        private static final long MARGIN_MILLIS = 50;

        /** As long as the first words of a process wait for answers (protocol 2.6). */
        private static final long PATIENCE_MILLIS = 500;

        /** A number may be given again only by one that asked in time, and was told nothing of it (H11). */
        private void checkReuseAllowed(MessageKey key, long now) {
            check(
                    reported.headMap(now - MARGIN_MILLIS).values().stream().noneMatch(held -> held.contains(key.seq())),
                    "H11: " + key + " is given again by one that was told of it");
            check(
                    unanswered.isEmpty() || now - since >= PATIENCE_MILLIS,
                    "H11: " + key + " is given again before " + unanswered + " could answer");
        }
    }

    /** One process, from its start to its end, and its screen. */
    final class ProcessChecker {
        private final NodeStore store;
        private final Set<MessageKey> onScreen = new HashSet<>();
        private final Map<MessageKey, MessageKey> shownSuccessors = new HashMap<>();

        final UnknownSenderChecker unknownSenders = new UnknownSenderChecker();
        private Optional<FirstView> firstView = Optional.empty();

        private ProcessChecker(NodeStore store) {
            this.store = store;
        }

        /** It stands in this view. */
        void viewChanged(Set<NodeId> others, long now) {
            FirstView first = firstView.orElseGet(() -> new FirstView(now, new TreeSet<>(others), new TreeMap<>()));
            first.unanswered().retainAll(others);
            firstView = Optional.of(first);
            unknownSenders.named(others);
        }

        /** A member said what it holds of this author; nothing, if it could not be asked. */
        void memberReported(NodeId member, Ranges held, long now) {
            firstView.ifPresent(first -> {
                first.unanswered().remove(member);
                first.reported().merge(now, held, Ranges::union);
            });
        }

        void committed() {
            store.node().ifPresent(node -> owners.put(node, store));
        }

        /** Somebody was told that what they wrote is stored. */
        void accepted(MessageId id, long now) {
            MessageKey key = store.log.rows().values().stream()
                    .map(MemoryLogStore.Row::message)
                    .filter(message -> message.id().equals(id))
                    .map(ChatMessage::key)
                    .findFirst()
                    .orElseThrow(() -> new SafetyChecker.Violation("I4: " + id + " was accepted and is not stored"));
            factsOf(store).acknowledged.add(key);
            MessageHash hash = store.log.rows().get(key).hash();
            MessageHash before = hashes.putIfAbsent(key, hash);
            if (store.isRestored() && before != null && !before.equals(hash)) {
                firstView.orElseThrow().checkReuseAllowed(key, now);
                reusedKeys.add(key);
            }
        }

        /** A member was told that what it sent is stored. */
        void acknowledged(NodeId from, List<ChatMessage> messages, Ranges stored, long now) {
            unknownSenders.storedTooEarly(from, now).ifPresent(why -> {
                throw new SafetyChecker.Violation("H24: words are taken in at " + store.hostName() + " though " + why);
            });
            unknownSenders.answered();
            for (ChatMessage message : messages) {
                if (stored.contains(message.key().seq())) {
                    check(store.log.rows().containsKey(message.key()), message.key() + " acknowledged, not stored");
                    factsOf(store).acknowledged.add(message.key());
                    acknowledged++;
                }
            }
        }

        void chatEvent(NetworkEvent event) {
            if (event instanceof NetworkEvent.Spoken spoken) {
                checkShown(spoken.message(), spoken.live(), spoken.mark());
            } else if (event instanceof NetworkEvent.Delivery delivery) {
                checkDelivery(delivery);
            }
        }

        private void checkShown(ChatMessage message, boolean live, OrderMark mark) {
            MessageKey key = message.key();
            shown++;
            check(mark != OrderMark.UNSOUND, "I4: " + key + " is unsound, and shown");
            if (mark == OrderMark.AFTER_GAP) {
                cover(Coverage.GAP);
            }
            check(onScreen.add(key), "I4: " + key + " is shown twice at " + store.hostName());
            check(!live || factsOf(store).shown.add(key), "I4: " + key + " is news again at " + store.hostName());
            if (live) {
                check(
                        mark == OrderMark.LATE || !shownSuccessors.containsKey(key),
                        "I4: " + key + " is shown after " + shownSuccessors.get(key) + ", which follows it, at "
                                + store.hostName());
                message.heads().forEach(head -> shownSuccessors.putIfAbsent(head, key));
                for (long seq = key.seq() - 1; seq > 0; seq--) {
                    if (shownSuccessors.putIfAbsent(new MessageKey(key.author(), seq), key) != null) {
                        break;
                    }
                }
            }
        }

        private void checkDelivery(NetworkEvent.Delivery delivery) {
            for (NodeId member : delivery.direct()) {
                checkHolds(member, delivery.key());
            }
            for (NodeId member : delivery.relayed()) {
                checkHolds(member, delivery.key());
            }
        }

        private void checkHolds(NodeId member, MessageKey key) {
            NodeStore theirs = owners.get(member);
            check(
                    theirs != null && (theirs.isRestored() || theirs.log.rows().containsKey(key)),
                    "M8: " + store.hostName() + " says that " + member + " has " + key);
        }
    }

    /** What a store promised it holds, and what it delivered is in causal order. */
    void checkStore(NodeStore store) {
        Map<MessageKey, MemoryLogStore.Row> rows = store.log.rows();
        for (MessageKey key : factsOf(store).acknowledged) {
            check(rows.containsKey(key), "I4: " + key + " was acknowledged and is lost at " + store.hostName());
        }
        rows.forEach((key, row) -> {
            MessageHash before = hashes.putIfAbsent(key, row.hash());
            check(reusedKeys.contains(key) || before == null || before.equals(row.hash()), "I5: there are two " + key);
            check(
                    row.mark() != OrderMark.UNSOUND || dependsOnReusedKey(rows, row),
                    "I4: " + key + " is taken for unsound at " + store.hostName());
            if (row.delivered() && row.mark() == OrderMark.PLAIN) {
                row.message().heads().forEach(head -> checkDelivered(store, key, head));
                row.message().heads().forEach(head -> checkOrder(rows, row, head));
                if (key.seq() > 1) {
                    checkDelivered(store, key, new MessageKey(key.author(), key.seq() - 1));
                }
            }
        });
    }

    /** One that follows the other of two messages with one number has the wrong lamport here, and so what follows it. */
    private boolean dependsOnReusedKey(Map<MessageKey, MemoryLogStore.Row> rows, MemoryLogStore.Row row) {
        return reusedKeys.contains(row.message().key())
                || row.message().heads().stream()
                        .anyMatch(head -> reusedKeys.contains(head)
                                || Optional.ofNullable(rows.get(head))
                                        .filter(before ->
                                                before.mark() == OrderMark.UNSOUND && dependsOnReusedKey(rows, before))
                                        .isPresent());
    }

    private static void checkDelivered(NodeStore store, MessageKey key, MessageKey head) {
        MemoryLogStore.Row row = store.log.rows().get(head);
        check(row != null && !row.waits(), "I4: " + key + " was delivered without " + head + " at " + store.hostName());
    }

    /** History never puts a message before one that its author had when writing it (protocol 2.7). */
    private void checkOrder(Map<MessageKey, MemoryLogStore.Row> rows, MemoryLogStore.Row row, MessageKey head) {
        HistoryPlace place = row.message().place();
        check(
                reusedKeys.contains(head) || rows.get(head).message().place().compareTo(place) < 0,
                "M10: " + place.key() + " stands before " + head + ", which it follows");
    }

    private StoreFacts factsOf(NodeStore store) {
        return facts.computeIfAbsent(store, any -> new StoreFacts());
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new SafetyChecker.Violation(otherwise);
        }
    }
}
