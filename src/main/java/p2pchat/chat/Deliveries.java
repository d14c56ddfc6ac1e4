package p2pchat.chat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.RecipientStatus.State;

/**
 * Tracks which members have which recent own messages, for "delivered to 3 of 4" and for later questions.
 *
 * <p>A message is tracked for the members of the view it was written in, until each has stored it or has left. Then it
 * is remembered for a while, and if a member that had left gets it, that is reported too. Part of the {@link Outbox};
 * deterministic.
 */
final class Deliveries {

    /** Beyond this the oldest is no longer reported. Its delivery continues, because that depends on the cursors. */
    static final int MAX_TRACKED = 10_000;

    /** Maximum number of settled messages remembered, the newest. */
    static final int MAX_REMEMBERED = 1_000;

    /**
     * While at most this many are tracked, each step is reported; otherwise only completion except slow, and the end.
     */
    static final int MAX_REPORTED_STEPWISE = 64;

    private final TreeMap<Long, DeliveryStatus> tracked = new TreeMap<>();
    private final TreeMap<Long, DeliveryStatus> remembered = new TreeMap<>();

    /** Tracks a message to these members. The list is ascending and never changes. */
    List<Delivery> written(ChatMessage message, List<NodeId> to, long now) {
        DeliveryStatus status = new DeliveryStatus(message, now, to);
        if (status.settled()) {
            remember(status);
            return List.of(status.report(now));
        }
        tracked.put(message.key().seq(), status);
        if (tracked.size() > MAX_TRACKED) {
            tracked.pollFirstEntry();
        }
        return List.of();
    }

    List<Delivery> stored(NodeId member, Ranges stored, long now) {
        List<Delivery> reports = new ArrayList<>();
        for (Ranges.Range range : stored.ranges()) {
            reports.addAll(resolve(
                    remembered.subMap(range.from(), range.to() + 1),
                    now,
                    status -> status.change(member, State.DIRECT, now)));
            reports.addAll(resolve(
                    tracked.subMap(range.from(), range.to() + 1),
                    now,
                    status -> status.change(member, State.DIRECT, now)));
        }
        return reports;
    }

    List<Delivery> refused(NodeId member, SortedMap<Long, String> refused, long now) {
        List<Delivery> reports = new ArrayList<>();
        refused.forEach((seq, why) -> reports.addAll(resolve(
                tracked.subMap(seq, seq + 1),
                now,
                status -> status.change(member, State.REFUSED, Optional.empty(), why, now))));
        return reports;
    }

    /** Marks messages to a member that has left the view. */
    List<Delivery> dropped(NodeId member, long now) {
        return resolve(tracked, now, status -> status.change(member, State.DROPPED, now));
    }

    /** Changes the state of one message at one member. */
    List<Delivery> change(long seq, NodeId member, State to, Optional<NodeId> via, String reason, long now) {
        SortedMap<Long, DeliveryStatus> one = (tracked.containsKey(seq) ? tracked : remembered).subMap(seq, seq + 1);
        return resolve(one, now, status -> status.change(member, to, via, reason, now));
    }

    /** Returns the messages that are not settled, ascending. */
    Collection<DeliveryStatus> open() {
        return tracked.values();
    }

    /** Returns those of {@code among} that the member should get and is not known to have. */
    Ranges lacking(NodeId member, Ranges among) {
        Ranges lacking = Ranges.NONE;
        for (TreeMap<Long, DeliveryStatus> statuses : List.of(tracked, remembered)) {
            for (DeliveryStatus status : statuses.values()) {
                long seq = status.key.seq();
                lacking = status.lacks(member) && among.contains(seq) ? lacking.with(seq) : lacking;
            }
        }
        return lacking;
    }

    Optional<DeliveryStatus> open(long seq) {
        return Optional.ofNullable(tracked.get(seq));
    }

    /** Returns the delivery of a recent message. */
    Optional<Delivery> find(long seq, long now) {
        return open(seq).or(() -> Optional.ofNullable(remembered.get(seq))).map(status -> status.report(now));
    }

    private List<Delivery> resolve(SortedMap<Long, DeliveryStatus> among, long now, Predicate<DeliveryStatus> change) {
        List<Delivery> reports = new ArrayList<>();
        List<DeliveryStatus> settled = new ArrayList<>();
        boolean stepByStep = tracked.size() <= MAX_REPORTED_STEPWISE;
        for (DeliveryStatus status : among.values()) {
            if (change.test(status)) {
                if (stepByStep || status.onlySlowLeft()) {
                    reports.add(status.report(now));
                }
                if (status.settled()) {
                    settled.add(status);
                }
            }
        }
        settled.forEach(this::remember);
        return reports;
    }

    private void remember(DeliveryStatus status) {
        tracked.remove(status.key.seq());
        remembered.put(status.key.seq(), status);
        if (remembered.size() > MAX_REMEMBERED) {
            remembered.pollFirstEntry();
        }
    }
}
