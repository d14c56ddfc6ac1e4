package p2pchat.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import p2pchat.log.LogStore.Waiting;
import p2pchat.model.Head;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/**
 * Delivers messages after those they follow, and marks the others (protocol 2.7). Part of a {@link LogChange};
 * deterministic.
 */
final class DeliveryOrder {

    /** A message that is delivered next. An unsound one is never displayed. */
    record Turn(MessageKey key, OrderMark mark) {}

    private final MessageLog before;
    private final ChainChange chains;
    private final TreeMap<NodeId, Ranges> settled;
    private final FrontierChange frontier;
    private final Lamports.Uncommitted lamports;
    private final Deque<MessageKey> newlySettled = new ArrayDeque<>();
    private final List<Turn> turns = new ArrayList<>();
    private VersionVector givenUp;
    private @Nullable Waitlist changedWaiting;

    DeliveryOrder(MessageLog before, ChainChange chains) {
        this.before = before;
        this.chains = chains;
        this.settled = new TreeMap<>(before.settled().byAuthor());
        this.frontier = new FrontierChange(before.frontier());
        this.lamports = new Lamports.Uncommitted(before.lamports());
        this.givenUp = before.givenUp();
    }

    /** Delivers a message and those that waited for it, unless it is blocked. */
    void arrived(Waiting message) {
        Optional<MessageKey> blocker = blocker(message);
        if (blocker.isPresent()) {
            waiting().add(message, blocker.get());
        } else {
            deliver(message);
        }
    }

    void deliver(Waiting message) {
        settle(message);
        releaseUnblocked();
    }

    /** Lets the next own message follow these, although they may not be here, because the leader held them. */
    void follow(List<Head> heads) {
        for (Head head : heads) {
            MessageKey key = head.key();
            boolean here = settled(key.author()).contains(key.seq());
            if (!here && !frontier.isFull()) {
                frontier.add(head);
                lamports.put(head);
            }
        }
    }

    /** Stops waiting for messages that no member has or that form a cycle. Messages that follow them report a gap. */
    void giveUp(VersionVector lost, Map<NodeId, Ranges> stored) {
        VersionVector cycles = waiting().cycles();
        lost.byAuthor().forEach((author, ranges) -> {
            Ranges absent = ranges.minus(settled(author))
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
    void reload(List<Waiting> messages, boolean complete) {
        waiting().setComplete(complete);
        for (Waiting message : messages) {
            boolean here = waiting().contains(message.key()) || deliveredAlready(message.key());
            if (!here && !before.restrictions().isVoid(message.key())) { // it may have been read earlier
                releaseOrWait(message);
                releaseUnblocked();
            }
        }
    }

    /** Returns the messages delivered since the last call, in order. */
    List<Turn> takeTurns() {
        List<Turn> taken = List.copyOf(turns);
        turns.clear();
        return taken;
    }

    FrontierChange frontier() {
        return frontier;
    }

    VersionVector givenUp() {
        return givenUp;
    }

    VersionVector settled() {
        return new VersionVector(settled);
    }

    Waitlist present() {
        return changedWaiting == null ? before.waiting() : changedWaiting;
    }

    void commit() {
        lamports.commit();
    }

    /** Returns the first message that must be settled before this one. */
    private Optional<MessageKey> blocker(Waiting message) {
        MessageKey key = message.key();
        Ranges ofAuthor = settled(key.author());
        if (ofAuthor.contiguous() < key.seq() - 1) {
            long previous = key.seq() - 1; // so that each of a run is examined only when its turn comes
            return Optional.of(
                    new MessageKey(key.author(), ofAuthor.contains(previous) ? ofAuthor.contiguous() + 1 : previous));
        }
        for (MessageRef head : message.heads()) {
            if (!settled(head.author()).contains(head.seq())) {
                return Optional.of(head.key());
            }
        }
        return Optional.empty();
    }

    private OrderMark markOf(Waiting message) {
        if (!lamports.isPlausible(message)) {
            return OrderMark.UNSOUND;
        }
        MessageKey key = message.key();
        Ranges ofAuthor = settled(key.author());
        if (givenUp.isEmpty() && ofAuthor.last() == key.seq() - 1) {
            return OrderMark.PLAIN;
        }
        if (givenUp.contains(key) || isFollowed(key)) {
            return OrderMark.LATE; // given up, or an own one that was forgotten, with another written since
        }
        Predicate<MessageKey> isVoid = before.restrictions()::isVoid;
        boolean gap = message.heads().stream()
                        .map(MessageRef::key)
                        .anyMatch(isVoid.negate().and(givenUp::contains))
                || (key.seq() > 1 && !ofAuthor.minus(givenUp.of(key.author())).contains(key.seq() - 1));
        return gap ? OrderMark.AFTER_GAP : OrderMark.PLAIN;
    }

    /** Returns whether a later message of the author was delivered. One given up alone may be forged. */
    private boolean isFollowed(MessageKey key) {
        Ranges ofAuthor = settled(key.author());
        return ofAuthor.last() > key.seq()
                && ofAuthor.minus(givenUp.of(key.author())).last() > key.seq();
    }

    private void settle(Waiting message) {
        MessageKey key = message.key();
        OrderMark mark = markOf(message);
        boolean followed = isFollowed(key) || mark == OrderMark.LATE || mark == OrderMark.UNSOUND;
        settled.put(key.author(), settled(key.author()).with(key.seq()));
        if (mark == OrderMark.LATE || givenUp.contains(key)) {
            givenUp = givenUp.minus(VersionVector.EMPTY.with(key));
        }
        chains.delivered(message, lamports);
        Head head = new Head(message.ref(), message.lamport());
        if (mark != OrderMark.UNSOUND) {
            lamports.put(head);
            frontier.removePast(message);
        }
        turns.add(new Turn(key, mark));
        if (!followed) {
            frontier.add(head);
        }
        if (present().blocks(key)) {
            newlySettled.add(key);
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
            settle(message);
        }
    }

    private boolean deliveredAlready(MessageKey key) {
        return settled(key.author()).contains(key.seq()) && !givenUp.contains(key);
    }

    private Ranges settled(NodeId author) {
        return settled.getOrDefault(author, Ranges.NONE);
    }

    /** Returns the waiting messages to change. */
    private Waitlist waiting() {
        if (changedWaiting == null) {
            changedWaiting = before.waiting().copy();
        }
        return changedWaiting;
    }
}
