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
 * Who has which of this node's recent messages: the bookkeeping behind "delivered to 3 of 4", and behind "why?" long
 * after.
 *
 * <p>A message is tracked for the members of the view it was written in, until each has stored it or is out; then it is
 * remembered for a while, and if one that was out gets it after all, that is told too. Part of the {@link Outbox};
 * deterministic, and changed by nobody else.
 */
final class Deliveries {

    /** Beyond this the oldest is no longer reported on. Its delivery goes on: the cursors see to that. */
    static final int MAX_TRACKED = 10_000;

    /** Of the settled ones so many are remembered, the newest. */
    static final int MAX_REMEMBERED = 1_000;

    /** While few are under way each step is told; in a flood only that all but the slow are done, and how it ended. */
    static final int MAX_REPORTED_STEPWISE = 64;

    private final TreeMap<Long, DeliveryStatus> tracked = new TreeMap<>();
    private final TreeMap<Long, DeliveryStatus> remembered = new TreeMap<>();

    /** {@code to} is ascending and never changed. */
    List<Delivery> written(ChatMessage message, List<NodeId> to, long now) {
        DeliveryStatus track = new DeliveryStatus(message, now, to);
        if (track.settled()) {
            remember(track);
            return List.of(track.report(now));
        }
        tracked.put(message.key().seq(), track);
        if (tracked.size() > MAX_TRACKED) {
            tracked.pollFirstEntry();
        }
        return List.of();
    }

    List<Delivery> stored(NodeId member, Ranges stored, long now) {
        List<Delivery> reports = new ArrayList<>();
        for (Ranges.Range range : stored.ranges()) {
            reports.addAll(resolve(
                    remembered.subMap(range.from(), range.to() + 1), now, t -> t.change(member, State.DIRECT, now)));
            reports.addAll(resolve(
                    tracked.subMap(range.from(), range.to() + 1), now, t -> t.change(member, State.DIRECT, now)));
        }
        return reports;
    }

    List<Delivery> refused(NodeId member, SortedMap<Long, String> refused, long now) {
        List<Delivery> reports = new ArrayList<>();
        refused.forEach((seq, why) -> reports.addAll(resolve(
                tracked.subMap(seq, seq + 1),
                now,
                track -> track.change(member, State.REFUSED, Optional.empty(), why, now))));
        return reports;
    }

    /** The member is out of the view: what it did not get, it did not get from us. */
    List<Delivery> dropped(NodeId member, long now) {
        return resolve(tracked, now, track -> track.change(member, State.DROPPED, now));
    }

    /** One message is somewhere else now with one member. */
    List<Delivery> change(long seq, NodeId member, State to, Optional<NodeId> via, String reason, long now) {
        SortedMap<Long, DeliveryStatus> one = (tracked.containsKey(seq) ? tracked : remembered).subMap(seq, seq + 1);
        return resolve(one, now, track -> track.change(member, to, via, reason, now));
    }

    /** What not everybody has yet, ascending. */
    Collection<DeliveryStatus> open() {
        return tracked.values();
    }

    /** Which of these this member was to get, and is not known to have. */
    Ranges lacking(NodeId member, Ranges among) {
        Ranges lacking = Ranges.NONE;
        for (TreeMap<Long, DeliveryStatus> tracks : List.of(tracked, remembered)) {
            for (DeliveryStatus track : tracks.values()) {
                long seq = track.key.seq();
                lacking = track.lacks(member) && among.contains(seq) ? lacking.with(seq) : lacking;
            }
        }
        return lacking;
    }

    Optional<DeliveryStatus> open(long seq) {
        return Optional.ofNullable(tracked.get(seq));
    }

    /** How a recent message is doing. */
    Optional<Delivery> find(long seq, long now) {
        return open(seq).or(() -> Optional.ofNullable(remembered.get(seq))).map(track -> track.report(now));
    }

    private List<Delivery> resolve(SortedMap<Long, DeliveryStatus> among, long now, Predicate<DeliveryStatus> change) {
        List<Delivery> reports = new ArrayList<>();
        List<DeliveryStatus> settled = new ArrayList<>();
        boolean stepByStep = tracked.size() <= MAX_REPORTED_STEPWISE;
        for (DeliveryStatus track : among.values()) {
            if (change.test(track)) {
                if (stepByStep || track.onlySlowLeft()) {
                    reports.add(track.report(now));
                }
                if (track.settled()) {
                    settled.add(track);
                }
            }
        }
        settled.forEach(this::remember);
        return reports;
    }

    private void remember(DeliveryStatus track) {
        tracked.remove(track.key.seq());
        remembered.put(track.key.seq(), track);
        if (remembered.size() > MAX_REMEMBERED) {
            remembered.pollFirstEntry();
        }
    }
}
