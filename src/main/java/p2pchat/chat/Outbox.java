package p2pchat.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import p2pchat.chat.Lanes.Lane;
import p2pchat.chat.Lanes.Phase;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.View;

/**
 * What of this node's messages each member still lacks, and which stream to hand it to (M8).
 *
 * <p>The log is the outbox: a member lacks what its cursor does not cover, so there is no queue to lose and no timer for
 * each message. A pure machine: inputs return effects, performed in order; the {@link ChatActor} runs it and is the only
 * one to touch it. Each lane goes
 *
 * <pre>
 *   CLOSED ── something to send, or it leads ──► OPENING ── have ──► OPEN
 *      ▲                                            │                 │
 *      └── closed (again after a backoff) ◄─────────┴─── idle, lost ──┘
 * </pre>
 */
final class Outbox {

    /** Messages a member may leave unacknowledged before it is sent no more (protocol 2.1). */
    static final int WINDOW = 1_024;

    /** Messages in a batch (protocol 2.1). */
    static final int MAX_BATCH = 256;

    static final Duration IDLE_BEFORE_CLOSE = Duration.ofMinutes(5);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

    sealed interface Effect {
        record Open(Member member, int attempt) implements Effect {}

        record Close(NodeId member, int attempt) implements Effect {}

        /** Hand these messages, or the first of them that fit a batch, to the stream; then say {@link #sent}. */
        record Send(NodeId member, int attempt, Ranges wanted) implements Effect {}

        record Retry(NodeId member, int attempt, Duration after) implements Effect {}

        record Remember(NodeId member, Ranges stored) implements Effect {}

        record Report(Delivery delivery) implements Effect {}
    }

    private final NodeId self;
    private final Map<NodeId, Ranges> cursors;
    private final TreeMap<NodeId, Lane> lanes = new TreeMap<>();
    private final Deliveries deliveries = new Deliveries();
    private NodeId leader;
    private long last;
    /** Counts the attempts of all lanes, since a member that left may be back before its old stream has ended. */
    private int attempts;

    /**
     * An outbox without members; the first view brings them.
     *
     * @param last the number of this node's newest message
     * @param cursors what members had when the process last ran
     */
    Outbox(NodeId self, long last, Map<NodeId, Ranges> cursors) {
        this.self = self;
        this.leader = self;
        this.last = last;
        this.cursors = new TreeMap<>(cursors);
    }

    List<Effect> view(View view, long now) {
        List<Effect> effects = new ArrayList<>();
        leader = view.leader();
        Set<NodeId> gone = new TreeSet<>(lanes.keySet());
        for (Member member : view.members()) {
            if (!member.node().equals(self)) {
                gone.remove(member.node());
                place(member, effects);
            }
        }
        gone.forEach(member -> remove(member, now, effects));
        lanes.values().forEach(lane -> openIfNeeded(lane, now, effects));
        return effects;
    }

    List<Effect> written(ChatMessage message, long now) {
        List<Effect> effects = new ArrayList<>();
        last = message.key().seq();
        report(deliveries.written(message, lanes.keySet(), now), effects);
        for (Lane lane : lanes.values()) {
            openIfNeeded(lane, now, effects);
            sendIfPossible(lane, now, effects);
        }
        return effects;
    }

    /** The member answered the hello. */
    List<Effect> opened(NodeId member, int attempt, Ranges have, long now) {
        List<Effect> effects = new ArrayList<>();
        Lane lane = current(member, attempt);
        if (lane != null && lane.phase == Phase.OPENING) {
            lane.phase = Phase.OPEN;
            lane.stored = have; // the truth, also where it is less than we believed: its store may be another one
            effects.add(new Effect.Remember(member, have));
            report(deliveries.stored(member, have, now), effects);
            sendIfPossible(lane, now, effects);
        }
        return effects;
    }

    /** The stream can take another batch. */
    List<Effect> asked(NodeId member, int attempt, long now) {
        List<Effect> effects = new ArrayList<>();
        Lane lane = current(member, attempt);
        if (lane != null && lane.phase != Phase.CLOSED) {
            lane.asked = true;
            sendIfPossible(lane, now, effects);
        }
        return effects;
    }

    /** The stream was handed everything wanted up to this number. */
    void sent(NodeId member, int attempt, long upTo) {
        Lane lane = current(member, attempt);
        if (lane != null) {
            lane.reading = false;
            lane.asked = false;
            lane.sent = Math.max(lane.sent, upTo);
        }
    }

    List<Effect> acked(NodeId member, int attempt, Ranges stored, Set<Long> refused, long now) {
        List<Effect> effects = new ArrayList<>();
        Lane lane = current(member, attempt);
        if (lane != null && lane.phase == Phase.OPEN) {
            lane.stored = lane.stored.union(stored);
            for (long seq : new TreeSet<>(refused)) {
                lane.stored = lane.stored.with(seq); // final: asking again changes nothing
            }
            lane.lastUse = now;
            effects.add(new Effect.Remember(member, lane.stored));
            report(deliveries.stored(member, stored, now), effects);
            report(deliveries.failed(member, refused, now), effects);
            sendIfPossible(lane, now, effects);
        }
        return effects;
    }

    List<Effect> closed(NodeId member, int attempt, RandomGenerator random) {
        List<Effect> effects = new ArrayList<>();
        Lane lane = current(member, attempt);
        if (lane != null && lane.phase != Phase.CLOSED) {
            lane.failures = lane.phase == Phase.OPENING ? lane.failures + 1 : 0;
            lane.closed();
            retryIfNeeded(lane, random, effects);
        }
        return effects;
    }

    /** The backoff is over. */
    List<Effect> due(NodeId member, int attempt, long now) {
        List<Effect> effects = new ArrayList<>();
        Lane lane = current(member, attempt);
        if (lane != null && lane.retrying) {
            lane.retrying = false;
            openIfNeeded(lane, now, effects);
        }
        return effects;
    }

    /** Streams that carried nothing for long are closed, but the one to the leader: its loss is news (H6). */
    List<Effect> idle(long now) {
        List<Effect> effects = new ArrayList<>();
        for (Lane lane : lanes.values()) {
            boolean idle = now - lane.lastUse > IDLE_BEFORE_CLOSE.toMillis() && !lacksSomething(lane);
            if (lane.phase == Phase.OPEN && idle && !lane.member.node().equals(leader)) {
                effects.add(new Effect.Close(lane.member.node(), lane.attempt));
            }
        }
        return effects;
    }

    private void place(Member member, List<Effect> effects) {
        Lane lane = lanes.get(member.node());
        if (lane == null) {
            Ranges cursor = cursors.getOrDefault(member.node(), Ranges.NONE);
            lanes.put(member.node(), new Lane(member, cursor));
        } else if (!lane.member.equals(member)) { // it came back elsewhere: what leads to its old address is dead
            if (lane.phase != Phase.CLOSED) {
                effects.add(new Effect.Close(member.node(), lane.attempt));
            }
            lane.attempt = ++attempts;
            lane.retrying = false;
            lane.failures = 0;
            lane.closed();
            lane.member = member;
        }
    }

    private void remove(NodeId member, long now, List<Effect> effects) {
        Lane lane = lanes.remove(member);
        if (lane != null) {
            cursors.put(member, lane.stored);
            if (lane.phase != Phase.CLOSED) {
                effects.add(new Effect.Close(member, lane.attempt));
            }
            report(deliveries.gone(member, now), effects);
        }
    }

    private void openIfNeeded(Lane lane, long now, List<Effect> effects) {
        if (lane.phase == Phase.CLOSED && !lane.retrying && wanted(lane)) {
            lane.opening(++attempts, now);
            effects.add(new Effect.Open(lane.member, lane.attempt));
        }
    }

    private void retryIfNeeded(Lane lane, RandomGenerator random, List<Effect> effects) {
        if (!lane.retrying && wanted(lane)) {
            lane.retrying = true;
            effects.add(new Effect.Retry(lane.member.node(), lane.attempt, backoff(lane.failures, random)));
        }
    }

    private void sendIfPossible(Lane lane, long now, List<Effect> effects) {
        if (lane.phase != Phase.OPEN || !lane.asked || lane.reading) {
            return;
        }
        long windowEnd = lane.stored.contiguous() + WINDOW; // nothing beyond it while something before it is unacked
        Ranges wanted = first(lane.stored.missing(lane.sent + 1, Math.min(last, windowEnd)), MAX_BATCH);
        if (!wanted.isEmpty()) {
            lane.reading = true;
            lane.lastUse = now;
            effects.add(new Effect.Send(lane.member.node(), lane.attempt, wanted));
        }
    }

    private boolean wanted(Lane lane) {
        return lacksSomething(lane) || lane.member.node().equals(leader);
    }

    private boolean lacksSomething(Lane lane) {
        return lane.stored.contiguous() < last;
    }

    private @Nullable Lane current(NodeId member, int attempt) {
        Lane lane = lanes.get(member);
        return lane != null && lane.attempt == attempt ? lane : null;
    }

    private static Ranges first(Ranges ranges, long count) {
        List<Ranges.Range> kept = new ArrayList<>();
        long left = count;
        for (Ranges.Range range : ranges.ranges()) {
            if (left <= 0) {
                break;
            }
            long to = Math.min(range.to(), range.from() + left - 1);
            kept.add(new Ranges.Range(range.from(), to));
            left -= to - range.from() + 1;
        }
        return new Ranges(kept);
    }

    private static Duration backoff(int failures, RandomGenerator random) {
        long doubled = FIRST_BACKOFF.toMillis() << Math.min(failures, 10);
        long capped = Math.min(doubled, LONGEST_BACKOFF.toMillis());
        return Duration.ofMillis(capped / 2 + random.nextLong(capped));
    }

    private static void report(List<Delivery> deliveries, List<Effect> effects) {
        deliveries.forEach(delivery -> effects.add(new Effect.Report(delivery)));
    }
}
