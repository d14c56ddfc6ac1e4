package p2pchat.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import p2pchat.log.LogStore.Appended;
import p2pchat.log.LogStore.Batch;
import p2pchat.log.LogStore.Entry;
import p2pchat.log.LogStore.Head;
import p2pchat.log.LogStore.Outcome;
import p2pchat.log.LogStore.Release;
import p2pchat.log.LogStore.Waiting;
import p2pchat.log.MessageLog.Draft;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.Digest;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/**
 * A change of a {@link MessageLog}: the transaction to write, and the messages to deliver in order once it is durable
 * (protocol 2.7). Pure; used once.
 */
public final class LogChange {

    /** Limits the frontier if leaders name heads that never arrive. */
    private static final int MAX_FRONTIER = 1_024;

    /** A message to deliver. It is null if it waited on disk. */
    private record Delivery(
            MessageKey key, OrderMark mark, @Nullable ChatMessage message) {}

    private static final int NOT_STORED = -1;

    private final MessageLog before;
    private final TreeMap<NodeId, Ranges> stored;
    private final TreeMap<NodeId, Ranges> settled;
    private final NavigableMap<MessageKey, Long> frontier;
    private final List<Entry> entries = new ArrayList<>();
    /** The entry of each written or received message, or {@link #NOT_STORED}. */
    private final List<Integer> entryOf = new ArrayList<>();

    private final Map<MessageKey, Integer> waitingEntries = new LinkedHashMap<>();
    private final List<Release> released = new ArrayList<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final Deque<MessageKey> newlySettled = new ArrayDeque<>();
    private final Lamports.Uncommitted lamports;
    private VersionVector givenUp;
    private @Nullable Waitlist changedWaiting;

    public LogChange(MessageLog before) {
        this.before = before;
        this.stored = new TreeMap<>(before.vector().byAuthor());
        this.settled = new TreeMap<>(before.settled().byAuthor());
        this.frontier = new TreeMap<>(before.frontier());
        this.givenUp = before.givenUp();
        this.lamports = new Lamports.Uncommitted(before.lamports());
    }

    /** Numbers a draft, stores it and delivers it. Throws and changes nothing if it cannot be numbered. */
    public ChatMessage write(NodeId self, Draft draft, MessageId id, long sentAt) {
        ChatMessage message = compose(self, draft, id, sentAt);
        stored.merge(self, Ranges.NONE.with(message.key().seq()), Ranges::union);
        entryOf.add(entries.size());
        deliver(
                new Waiting(message.key(), message.heads(), message.lamport()),
                message); // its heads were delivered here, or at the leader
        return message;
    }

    ChatMessage compose(NodeId self, Draft draft, MessageId id, long sentAt) {
        Ranges used =
                stored.getOrDefault(self, Ranges.NONE).union(before.taken().of(self));
        MessageKey key = new MessageKey(self, used.last() + 1);
        NavigableMap<MessageKey, Long> earlier = new TreeMap<>(frontier);
        earlier.tailMap(key, true).keySet().removeIf(head -> head.author().equals(self));
        List<Head> heads = MessageLog.recent(earlier);
        long highest = heads.stream().mapToLong(Head::lamport).max().orElse(0);
        return new ChatMessage(
                id,
                key,
                Optional.empty(),
                heads.stream().map(Head::key).toList(),
                Lamports.next(highest),
                sentAt,
                draft.kind(),
                draft.text(),
                draft.about());
    }

    /** Lets the next own message follow these, although they may not be here, because the leader held them. */
    void follow(List<HistoryPlace> heads) {
        for (HistoryPlace head : heads) {
            MessageKey key = head.key();
            boolean here = settled.getOrDefault(key.author(), Ranges.NONE).contains(key.seq());
            if (!here && frontier.size() < MAX_FRONTIER) {
                frontier.put(key, head.lamport());
                lamports.put(key, head.lamport());
            }
        }
    }

    /**
     * Stores a message, and delivers it and the messages that waited for it unless it is blocked. Refuses a number that is
     * too far above those held.
     */
    public void receive(ChatMessage message) {
        MessageKey key = message.key();
        Ranges known = stored.getOrDefault(key.author(), Ranges.NONE);
        if (key.seq() - known.last() > MessageKey.MAX_GAP) {
            entryOf.add(NOT_STORED);
            return;
        }
        entryOf.add(entries.size());
        if (known.contains(key.seq())) {
            entries.add(new Entry(message, true, OrderMark.PLAIN)); // the store detects conflicts (H14)
            return;
        }
        stored.put(key.author(), known.with(key.seq()));
        Waiting facts = new Waiting(key, message.heads(), message.lamport());
        Optional<MessageKey> blocker = blocker(facts);
        if (blocker.isPresent()) {
            waitingEntries.put(key, entries.size());
            entries.add(new Entry(message, false, OrderMark.PLAIN));
            waiting().add(facts, blocker.get());
        } else {
            deliver(facts, message);
        }
    }

    private void deliver(Waiting facts, ChatMessage message) {
        OrderMark mark = markOf(facts);
        entries.add(new Entry(message, true, mark));
        settle(facts, mark, message);
        releaseUnblocked();
    }

    /** Stops waiting for messages that no member has or that form a cycle. Messages that follow them report a gap. */
    public void giveUp(VersionVector lost) {
        VersionVector cycles = waiting().cycles();
        lost.byAuthor().forEach((author, ranges) -> {
            Ranges absent = ranges.minus(settled.getOrDefault(author, Ranges.NONE))
                    .minus(stored.getOrDefault(author, Ranges.NONE).minus(cycles.of(author)));
            givenUp = givenUp.with(author, givenUp.of(author).union(absent));
            settled.merge(author, absent, Ranges::union);
            for (Ranges.Range range : absent.ranges()) {
                newlySettled.addAll(waiting().blockers(author, range.from(), range.to()));
            }
        });
        releaseUnblocked();
    }

    /** Adds waiting messages read from disk, after a start or when more of them fit. */
    public void reload(List<Waiting> messages, boolean complete) {
        waiting().setComplete(complete);
        for (Waiting message : messages) {
            if (!waiting().contains(message.key()) && !deliveredAlready(message.key())) {
                releaseOrWait(message);
                releaseUnblocked();
            }
        }
    }

    /** Returns the transaction to write. */
    public Batch batch() {
        Optional<VersionVector> lost = givenUp.equals(before.givenUp()) ? Optional.empty() : Optional.of(givenUp);
        return new Batch(entries, released, MessageLog.heads(frontier), lost);
    }

    /** Returns the entries that the store kept without text. */
    Set<MessageKey> erased(List<Outcome> outcomes) {
        Set<MessageKey> erased = new TreeSet<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) == Outcome.ERASED) {
                erased.add(entries.get(i).message().key());
            }
        }
        return erased;
    }

    int entryCount() {
        return entries.size();
    }

    int outcomeCount() {
        return entryOf.size();
    }

    /** Returns the outcome of each written or received message, given the result of the transaction. */
    List<Outcome> outcomes(Appended appended) {
        return entryOf.stream()
                .map(entry -> entry == NOT_STORED
                        ? Outcome.TOO_FAR
                        : appended.outcomes().get(entry))
                .toList();
    }

    int deliveryCount() {
        return deliveries.size();
    }

    /** Returns the messages to deliver, in order, given the result of the transaction. */
    public List<DeliveredMessage> delivered(Appended appended) {
        Map<MessageKey, ChatMessage> byKey = new LinkedHashMap<>();
        appended.released().forEach(message -> byKey.put(message.key(), message));
        List<DeliveredMessage> all = new ArrayList<>(deliveries.size());
        for (Delivery turn : deliveries) {
            ChatMessage message = turn.message() == null ? byKey.get(turn.key()) : turn.message();
            if (message == null) {
                throw new IllegalStateException("the store lost " + turn.key());
            }
            all.add(new DeliveredMessage(
                    message, turn.mark(), appended.amended().getOrDefault(turn.key(), List.of())));
        }
        return all;
    }

    /** Returns the log after the transaction is committed. */
    public MessageLog committed(Digest digest) {
        lamports.commit();
        return new MessageLog(
                new VersionVector(stored),
                new VersionVector(settled),
                givenUp,
                before.taken(),
                frontier,
                changedWaiting == null ? before.waiting() : changedWaiting,
                before.lamports(),
                digest);
    }

    /** Returns the first message that must be settled before this one. */
    private Optional<MessageKey> blocker(Waiting message) {
        MessageKey key = message.key();
        long before = settled.getOrDefault(key.author(), Ranges.NONE).contiguous();
        if (before < key.seq() - 1) {
            return Optional.of(new MessageKey(key.author(), before + 1));
        }
        for (MessageKey head : message.heads()) {
            if (!settled.getOrDefault(head.author(), Ranges.NONE).contains(head.seq())) {
                return Optional.of(head);
            }
        }
        return Optional.empty();
    }

    private OrderMark markOf(Waiting message) {
        if (!lamports.isPlausible(message, givenUp)) {
            return OrderMark.UNSOUND;
        }
        MessageKey key = message.key();
        Ranges ofAuthor = settled.getOrDefault(key.author(), Ranges.NONE);
        if (givenUp.isEmpty() && ofAuthor.last() == key.seq() - 1) {
            return OrderMark.PLAIN;
        }
        if (givenUp.contains(key) || isFollowed(key)) {
            return OrderMark.LATE; // given up, or an own one that was forgotten, with another written since
        }
        boolean gap = message.heads().stream().anyMatch(givenUp::contains)
                || (key.seq() > 1 && !ofAuthor.minus(givenUp.of(key.author())).contains(key.seq() - 1));
        return gap ? OrderMark.AFTER_GAP : OrderMark.PLAIN;
    }

    /** Returns whether a later message of the author was delivered. One given up alone may be forged. */
    private boolean isFollowed(MessageKey key) {
        Ranges ofAuthor = settled.getOrDefault(key.author(), Ranges.NONE);
        return ofAuthor.last() > key.seq()
                && ofAuthor.minus(givenUp.of(key.author())).last() > key.seq();
    }

    private void settle(Waiting message, OrderMark mark, @Nullable ChatMessage text) {
        MessageKey key = message.key();
        boolean followed = isFollowed(key) || mark == OrderMark.LATE || mark == OrderMark.UNSOUND;
        settled.merge(key.author(), Ranges.NONE.with(key.seq()), Ranges::union);
        if (mark == OrderMark.LATE || givenUp.contains(key)) {
            givenUp = givenUp.minus(VersionVector.EMPTY.with(key));
        }
        if (mark != OrderMark.UNSOUND) {
            lamports.put(key, message.lamport());
            message.heads().forEach(frontier::remove);
            frontier.subMap(new MessageKey(key.author(), 1), true, key, false).clear();
            deliveries.add(new Delivery(key, mark, text));
        }
        if (!followed) {
            frontier.put(key, message.lamport());
        }
        if ((changedWaiting == null ? before.waiting() : changedWaiting).size() > 0) {
            newlySettled.add(key);
        }
    }

    private void release(Waiting message) {
        MessageKey key = message.key();
        OrderMark mark = markOf(message);
        Integer fresh = waitingEntries.remove(key);
        if (fresh == null) {
            released.add(new Release(key, mark));
            settle(message, mark, null);
        } else {
            ChatMessage text = entries.get(fresh).message();
            entries.set(fresh, new Entry(text, true, mark));
            settle(message, mark, text);
        }
    }

    private void releaseUnblocked() {
        while (!newlySettled.isEmpty()) {
            waiting().blockedBy(newlySettled.remove()).forEach(this::releaseOrWait);
        }
    }

    private void releaseOrWait(Waiting message) {
        Optional<MessageKey> blocker = blocker(message);
        if (blocker.isPresent()) {
            waiting().add(message, blocker.get());
        } else {
            waiting().remove(message.key());
            release(message);
        }
    }

    private boolean deliveredAlready(MessageKey key) {
        return settled.getOrDefault(key.author(), Ranges.NONE).contains(key.seq()) && !givenUp.contains(key);
    }

    private Waitlist waiting() {
        if (changedWaiting == null) {
            changedWaiting = before.waiting().copy();
        }
        return changedWaiting;
    }
}
