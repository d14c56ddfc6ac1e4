package p2pchat.chat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import p2pchat.chat.PeerStreams.PeerStream;
import p2pchat.model.DeliveryReport;
import p2pchat.model.NodeId;

/**
 * What the members answered: who has a message, and who owes an answer for so long that this node does not reach them.
 *
 * <pre>
 *   answers ── called, or sent something ──► owes ── for longer than {@link #GRACE} ──► not reached
 *      ▲                                      │                                          │
 *      └──────────── says what it holds, or acknowledges ◄───────────────────────────────┘
 * </pre>
 *
 * <p>A member that nothing was sent to owes nothing, and counts as reached. One that owes is called again and again, so
 * that it is noticed when it is back; the pauses are those of {@link PeerStream#backoff}.
 *
 * <p>Part of the {@link Outbox}, and as deterministic. It only ever looks when told to.
 */
final class ResponseWatch {

    /** How often {@link #check} is due while anybody owes an answer. */
    static final Duration CHECK_EVERY = Duration.ofMillis(500);

    /**
     * Longer than a connection takes to be renewed, and a member to be dropped whose process is gone: neither is worth
     * a word.
     */
    static final Duration GRACE = Duration.ofSeconds(2);

    /** A look this late means that this process stood still, and its silence is not the others' (H6). */
    private static final long LATE_MILLIS = CHECK_EVERY.toMillis() + 600;

    private final SortedMap<NodeId, PeerStream> lanes;
    private final Deliveries deliveries;
    private Set<NodeId> silent = Set.of();
    private long lookedAt;
    private boolean watching;

    ResponseWatch(SortedMap<NodeId, PeerStream> lanes, Deliveries deliveries) {
        this.lanes = lanes;
        this.deliveries = deliveries;
    }

    /** How far the own message with this number has got. */
    DeliveryReport deliveryReport(long seq, long now) {
        List<NodeId> holders = lanes.values().stream()
                .filter(lane -> lane.stored.contains(seq))
                .map(PeerStream::node)
                .toList();
        return new DeliveryReport(deliveries.find(seq, now), holders, List.copyOf(lanes.keySet()));
    }

    /** Whether {@link #check} is to be called again after {@link #CHECK_EVERY}. */
    boolean needsChecks(long now) {
        boolean wanted = !silent.isEmpty() || lanes.values().stream().anyMatch(lane -> lane.owesSince > 0);
        if (wanted && !watching) {
            lookedAt = now;
        }
        watching = wanted;
        return wanted;
    }

    /** Whom this node does not reach; empty if that is as it was. */
    Optional<Set<NodeId>> check(long now) {
        if (now - lookedAt > LATE_MILLIS) {
            lanes.values().stream()
                    .filter(lane -> lane.owesSince > 0 && !silent.contains(lane.node()))
                    .forEach(lane -> lane.owesSince = now);
        }
        lookedAt = now;
        Set<NodeId> found = new TreeSet<>();
        for (PeerStream lane : lanes.values()) {
            if (lane.owesSince > 0 && now - lane.owesSince >= GRACE.toMillis()) {
                found.add(lane.node());
            }
        }
        boolean same = found.equals(silent);
        silent = Set.copyOf(found);
        return same ? Optional.empty() : Optional.of(silent);
    }
}
