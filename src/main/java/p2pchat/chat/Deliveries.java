package p2pchat.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;

/**
 * Who has which of this node's recent messages: the bookkeeping behind "delivered to 3 of 4".
 *
 * <p>A message is tracked for the members of the view it was written in, until each has stored it or is out. Part of the
 * {@link Outbox}; deterministic, and changed by nobody else.
 */
final class Deliveries {

    /** Beyond this the oldest is no longer reported on. Its delivery goes on: the cursors see to that. */
    static final int MAX_TRACKED = 10_000;

    /** While few are under way each step is told; in a flood only how it ended. */
    static final int MAX_TOLD_STEP_BY_STEP = 64;

    private static final class Track {
        private final MessageKey key;
        private final MessageId id;
        private final long since;
        private final TreeSet<NodeId> pending;
        private final TreeSet<NodeId> direct = new TreeSet<>();
        private final TreeSet<NodeId> failed = new TreeSet<>();

        private Track(ChatMessage message, long since, Collection<NodeId> to) {
            this.key = message.key();
            this.id = message.id();
            this.since = since;
            this.pending = new TreeSet<>(to);
        }

        private Delivery report(long now) {
            return new Delivery(
                    key,
                    id,
                    List.copyOf(direct),
                    List.of(),
                    List.copyOf(failed),
                    List.copyOf(pending),
                    pending.isEmpty(),
                    Duration.ofMillis(Math.max(0, now - since)));
        }
    }

    private final TreeMap<Long, Track> tracked = new TreeMap<>();

    List<Delivery> written(ChatMessage message, Collection<NodeId> to, long now) {
        Track track = new Track(message, now, to);
        if (track.pending.isEmpty()) {
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
            reports.addAll(resolve(member, tracked.subMap(range.from(), range.to() + 1), true, now));
        }
        return reports;
    }

    List<Delivery> failed(NodeId member, Collection<Long> seqs, long now) {
        List<Delivery> reports = new ArrayList<>();
        seqs.forEach(seq -> reports.addAll(resolve(member, tracked.subMap(seq, seq + 1), false, now)));
        return reports;
    }

    /** The member is out of the view: what it did not get, it did not get from us. */
    List<Delivery> gone(NodeId member, long now) {
        return resolve(member, tracked, false, now);
    }

    private List<Delivery> resolve(NodeId member, SortedMap<Long, Track> among, boolean stored, long now) {
        List<Delivery> reports = new ArrayList<>();
        boolean stepByStep = tracked.size() <= MAX_TOLD_STEP_BY_STEP;
        var tracks = among.values().iterator();
        while (tracks.hasNext()) {
            Track track = tracks.next();
            if (track.pending.remove(member)) {
                (stored ? track.direct : track.failed).add(member);
                if (stepByStep || track.pending.isEmpty()) {
                    reports.add(track.report(now));
                }
                if (track.pending.isEmpty()) {
                    tracks.remove();
                }
            }
        }
        return reports;
    }
}
