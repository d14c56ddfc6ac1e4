package p2pchat.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import p2pchat.chat.Outbox.Effect;
import p2pchat.chat.PeerStreams.PeerStream;
import p2pchat.chat.UnaryMessages.Outcome;
import p2pchat.chat.UnaryMessages.RelayAnswer;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.RecipientStatus.State;
import p2pchat.model.VersionVector;

/**
 * What is done about a message that a member does not acknowledge (M8, protocol 2.6): the leader is asked to pass it on,
 * once, for all members that are overdue; the leader itself has the silent one verified.
 *
 * <pre>
 *   pending ──overdue──► asked ──► stored | slow | dropped | refused
 *      ▲                   │ └────► refused by the leader itself: it is not asked again
 *      └── no answer, another leader, or it could not find out
 * </pre>
 *
 * <p>Part of the {@link Outbox}, and as deterministic. It only ever looks when told to; under load most of what is
 * pending is left to the cursors, for a call costs a hundred times what a message on a stream does.
 */
final class RelayRequests {

    /** How often {@link #check} is due while anything is pending. */
    static final Duration CHECK_EVERY = Duration.ofMillis(100);

    /** Messages at the leader at one time. What is beyond waits, and its cursor may be faster. */
    static final int MAX_IN_FLIGHT = 64;

    /** After a leader that did not answer: it is probably being replaced. */
    static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    /** The leader's own doubt about a member leads to its eviction by then, or it lives and is slow. */
    static final Duration VERIFICATION_TIME = Duration.ofSeconds(5);

    /** A look this late means that this process stood still, and its silence is not the others' (H6). */
    private static final long LATE_MILLIS = 600;

    private record UnderWay(long seq, List<NodeId> to, NodeId leader) {}

    private final NodeId self;
    private final SortedMap<NodeId, PeerStream> lanes;
    private final Deliveries deliveries;
    private final Map<Long, UnderWay> underWay = new TreeMap<>();
    /** Messages that this leader refuses for good: it passes them on to nobody, however often it is asked. */
    private final Set<Long> refused = new TreeSet<>();

    private NodeId leader;
    private long lastTicket;
    private long pausedUntil;
    private long lookedAt;
    private boolean watching;

    RelayRequests(NodeId self, SortedMap<NodeId, PeerStream> lanes, Deliveries deliveries) {
        this.self = self;
        this.leader = self;
        this.lanes = lanes;
        this.deliveries = deliveries;
    }

    void leaderChanged(NodeId by) {
        if (!leader.equals(by)) {
            leader = by;
            pausedUntil = 0;
            lanes.values().forEach(lane -> lane.doubtedAt = 0);
            refused.forEach(seq -> deliveries.open(seq).ifPresent(this::askAgain));
            refused.clear();
        }
    }

    private void askAgain(DeliveryStatus track) {
        lanes.keySet().stream().filter(track::relayRequested).forEach(member -> track.setRelayRequested(member, false));
    }

    /** Whether {@link #check} is to be called again after {@link #CHECK_EVERY}. */
    boolean needsChecks(long now) {
        boolean wanted = !deliveries.open().isEmpty();
        if (wanted && !watching) {
            lookedAt = now;
        }
        watching = wanted;
        return wanted;
    }

    List<Effect> check(long now) {
        List<Effect> effects = new ArrayList<>();
        boolean stoodStill = Math.abs(now - lookedAt) > LATE_MILLIS;
        lookedAt = now;
        if (stoodStill) {
            lanes.values().forEach(lane -> lane.progress = now);
        } else if (leader.equals(self)) {
            doubt(now, effects);
        } else {
            relay(now, effects);
        }
        return effects;
    }

    /** A member that this node does not reach may have a message all the same, and say so when it compares logs. */
    List<Effect> heldBy(NodeId member, VersionVector held, long now) {
        @Nullable PeerStream lane = lanes.get(member);
        Ranges news = deliveries.lacking(member, held.of(self));
        List<Effect> effects = new ArrayList<>();
        if (lane != null && !news.isEmpty()) {
            lane.stored = lane.stored.union(news);
            effects.add(new Effect.SaveCursor(member, lane.stored));
        }
        report(deliveries.stored(member, news, now), effects);
        return effects;
    }

    // ---- through the leader

    private void relay(long now, List<Effect> effects) {
        PeerStream way = lanes.get(leader);
        List<PeerStream> silent = silent(now);
        if (way == null || silent.isEmpty()) {
            return;
        }
        List<Delivery> news = new ArrayList<>();
        boolean slow = silent.stream().anyMatch(lane -> lane.slow);
        for (DeliveryStatus track : List.copyOf(deliveries.open())) {
            boolean room = now >= pausedUntil && underWay.size() < MAX_IN_FLIGHT;
            if (!room && !slow) {
                break;
            }
            List<NodeId> to = overdue(track, silent, now, news);
            if (!to.isEmpty() && room) {
                to.forEach(member -> track.setRelayRequested(member, true));
                underWay.put(++lastTicket, new UnderWay(track.key.seq(), to, leader));
                effects.add(relay(lastTicket, track, way, !way.stored.contains(track.key.seq())));
            }
        }
        report(news, effects);
    }

    /** Most of the time there are none, and then nobody goes through thousands of messages. */
    private List<PeerStream> silent(long now) {
        return lanes.values().stream()
                .filter(lane -> !lane.node().equals(leader) && lane.overdue(0, now))
                .toList();
    }

    private List<NodeId> overdue(DeliveryStatus track, List<PeerStream> silent, long now, List<Delivery> news) {
        List<NodeId> to = new ArrayList<>();
        for (PeerStream lane : silent) {
            boolean due = lane.slow || lane.overdue(track.since, now); // how long a slow one takes is known
            if (due && track.pending(lane.node()) && !track.relayRequested(lane.node())) {
                if (lane.slow) {
                    news.addAll(change(track.key.seq(), lane.node(), State.SLOW, leader, "", now));
                } else {
                    to.add(lane.node());
                }
            }
        }
        return to;
    }

    private Effect relay(long ticket, DeliveryStatus track, PeerStream way, boolean whole) {
        UnderWay relay = underWay.get(ticket);
        return new Effect.Relay(ticket, way.member, track.key, track.id, whole, relay == null ? List.of() : relay.to());
    }

    List<Effect> answered(long ticket, RelayAnswer answer, long now) {
        UnderWay relay = underWay.get(ticket);
        if (relay == null) {
            return List.of();
        }
        if (answer instanceof RelayAnswer.SendBody) {
            return sendBody(ticket, relay, now);
        }
        underWay.remove(ticket);
        if (answer instanceof RelayAnswer.Refused) { // for itself: the members have refused nothing
            refused.removeIf(seq -> deliveries.open(seq).isEmpty());
            refused.add(relay.seq());
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        relay.to().forEach(member -> settle(relay, member, outcome(answer, member), now, effects));
        return effects;
    }

    private static Outcome outcome(RelayAnswer answer, NodeId member) {
        Outcome unknown = Outcome.of(Outcome.Kind.PENDING);
        return answer instanceof RelayAnswer.Outcomes told ? told.of().getOrDefault(member, unknown) : unknown;
    }

    /** The leader did not answer. */
    List<Effect> failed(long ticket, long now) {
        return answered(ticket, new RelayAnswer.Outcomes(Map.of()), now);
    }

    private List<Effect> sendBody(long ticket, UnderWay relay, long now) {
        Optional<DeliveryStatus> track = deliveries.open(relay.seq());
        @Nullable PeerStream way = lanes.get(relay.leader());
        return track.isPresent() && way != null ? List.of(relay(ticket, track.get(), way, true)) : failed(ticket, now);
    }

    private void settle(UnderWay relay, NodeId member, Outcome outcome, long now, List<Effect> effects) {
        @Nullable PeerStream lane = lanes.get(member);
        State state = switch (outcome.kind()) {
            case STORED -> State.RELAYED;
            case SLOW -> State.SLOW;
            case DROPPED -> State.DROPPED;
            case REFUSED -> State.REFUSED;
            case PENDING -> State.PENDING;
        };
        if (state == State.PENDING) {
            deliveries.open(relay.seq()).ifPresent(track -> track.setRelayRequested(member, false));
            pausedUntil = now + PAUSE_AFTER_FAILURE.toMillis();
            return;
        }
        report(change(relay.seq(), member, state, relay.leader(), outcome.why(), now), effects);
        if (lane != null && state == State.SLOW) {
            lane.slow = true;
        }
        if (lane != null && state == State.RELAYED) {
            lane.stored = lane.stored.with(relay.seq());
            effects.add(new Effect.SaveCursor(member, lane.stored));
        }
    }

    private List<Delivery> change(long seq, NodeId member, State to, NodeId by, String reason, long now) {
        return deliveries.change(seq, member, to, Optional.of(by), reason, now);
    }

    // ---- being the leader

    private void doubt(long now, List<Effect> effects) {
        List<Delivery> news = new ArrayList<>();
        for (PeerStream lane : lanes.values()) {
            if (!lane.overdue(0, now)) {
                continue;
            }
            if (lane.doubtedAt > 0 && now - lane.doubtedAt >= VERIFICATION_TIME.toMillis()) {
                for (DeliveryStatus track : List.copyOf(deliveries.open())) {
                    if (track.pending(lane.node())) {
                        news.addAll(change(track.key.seq(), lane.node(), State.SLOW, self, "", now));
                    }
                }
            } else if (lane.doubtedAt == 0 && leavesOverdue(lane, now)) {
                lane.doubtedAt = now;
                effects.add(new Effect.Verify(lane.member.id()));
            }
        }
        report(news, effects);
    }

    private boolean leavesOverdue(PeerStream lane, long now) {
        return deliveries.open().stream()
                .anyMatch(track -> track.pending(lane.node()) && lane.overdue(track.since, now));
    }

    static void report(List<Delivery> deliveries, List<Effect> effects) {
        deliveries.forEach(delivery -> effects.add(new Effect.Report(delivery)));
    }
}
