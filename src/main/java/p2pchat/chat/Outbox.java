package p2pchat.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import p2pchat.chat.PeerStreams.PeerStream;
import p2pchat.chat.PeerStreams.Phase;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
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

    sealed interface Effect {
        record Open(Member member, int attempt) implements Effect {}

        record Close(NodeId member, int attempt) implements Effect {}

        /** Hand these messages, or the first of them that fit a batch, to the stream; then say {@link #batchSent}. */
        record Send(NodeId member, int attempt, Ranges wanted) implements Effect {}

        record Retry(NodeId member, int attempt, Duration after) implements Effect {}

        record SaveCursor(NodeId member, Ranges stored) implements Effect {}

        record Report(Delivery delivery) implements Effect {}

        /** Ask the leader to pass a message on; its end is told to the {@link RelayRequests}. */
        record Relay(long ticket, Member leader, MessageKey key, MessageId id, boolean whole, List<NodeId> to)
                implements Effect {}

        /** A member holds own messages up to this number that this log does not: its store is a backup (H11). */
        record OwnMessagesMissing(NodeId member, long upTo) implements Effect {}

        /** We lead, and this member does not acknowledge: have it verified (H8). */
        record Verify(MemberId member) implements Effect {}
    }

    private final NodeId self;
    private final Map<NodeId, Ranges> cursors;
    private final TreeMap<NodeId, PeerStream> lanes = new TreeMap<>();
    private final Deliveries deliveries = new Deliveries();
    private final RelayRequests fallback;
    private final SequenceRecovery numbering;
    private final ResponseWatch answers;
    private NodeId leader;
    /** Everybody else in the view, ascending; replaced, never changed. */
    private List<NodeId> others = List.of();

    private final OwnSequence own;
    /** Counts the attempts of all lanes, since a member that left may be back before its old stream has ended. */
    private int attempts;

    /**
     * An outbox without members; the first view brings them.
     *
     * @param held which of its own messages the log holds
     * @param cursors what members had when the process last ran
     * @param newcomer whether this is the member's first process, so that nobody can hold anything of it
     */
    Outbox(NodeId self, Ranges held, Map<NodeId, Ranges> cursors, boolean newcomer) {
        this.self = self;
        this.leader = self;
        this.own = new OwnSequence(held);
        this.cursors = new TreeMap<>(cursors);
        this.fallback = new RelayRequests(self, lanes, deliveries);
        this.numbering = new SequenceRecovery(newcomer);
        this.answers = new ResponseWatch(lanes, deliveries);
    }

    List<Effect> viewChanged(View view, long now) {
        List<Effect> effects = new ArrayList<>();
        leader = view.leader();
        Set<NodeId> gone = new TreeSet<>(lanes.keySet());
        for (Member member : view.members()) {
            if (!member.node().equals(self)) {
                gone.remove(member.node());
                place(member, effects);
            }
        }
        gone.forEach(member -> Optional.ofNullable(lanes.remove(member)).ifPresent(lane -> remove(lane, now, effects)));
        others = List.copyOf(lanes.keySet());
        fallback.leaderChanged(leader);
        numbering.viewChanged(others, now);
        lanes.values().forEach(lane -> openIfNeeded(lane, now, effects));
        return effects;
    }

    List<Effect> written(ChatMessage message, long now) {
        List<Effect> effects = new ArrayList<>();
        own.written(message.key().seq());
        RelayRequests.report(deliveries.written(message, others, now), effects);
        supply(now, effects);
        return effects;
    }

    /** The member answered the hello. */
    List<Effect> streamOpened(NodeId member, int attempt, Ranges have, long now) {
        List<Effect> effects = new ArrayList<>();
        PeerStream lane = current(member, attempt);
        if (lane != null && lane.phase == Phase.OPENING) {
            effects.addAll(numbering.answered(member, have, own.last(), now));
            lane.opened(have, now);
            effects.add(new Effect.SaveCursor(member, have));
            RelayRequests.report(deliveries.stored(member, have, now), effects);
            sendIfPossible(lane, now, effects);
        }
        return effects;
    }

    /** The stream can take another batch. */
    List<Effect> batchRequested(NodeId member, int attempt, long now) {
        List<Effect> effects = new ArrayList<>();
        PeerStream lane = current(member, attempt);
        if (lane != null && lane.phase != Phase.CLOSED) {
            lane.asked = true;
            sendIfPossible(lane, now, effects);
        }
        return effects;
    }

    /** The stream was handed everything wanted up to this number, so many messages in all. */
    void batchSent(NodeId member, int attempt, long upTo, int count) {
        Optional.ofNullable(current(member, attempt)).ifPresent(lane -> lane.sent(upTo, count));
    }

    List<Effect> acknowledged(NodeId member, int attempt, Ranges stored, Map<Long, String> refused, long now) {
        List<Effect> effects = new ArrayList<>();
        PeerStream lane = current(member, attempt);
        if (lane != null && lane.phase == Phase.OPEN) {
            lane.acknowledged(stored, refused.keySet(), now);
            effects.add(new Effect.SaveCursor(member, lane.stored));
            RelayRequests.report(deliveries.stored(member, stored, now), effects);
            RelayRequests.report(deliveries.refused(member, new TreeMap<>(refused), now), effects);
            sendIfPossible(lane, now, effects);
        }
        return effects;
    }

    List<Effect> streamClosed(NodeId member, int attempt, RandomGenerator random) {
        List<Effect> effects = new ArrayList<>();
        PeerStream lane = current(member, attempt);
        if (lane != null && lane.phase != Phase.CLOSED) {
            lane.failures = lane.phase == Phase.OPENING ? lane.failures + 1 : 0;
            lane.closed();
            numbering.unreachable(member);
            retryIfNeeded(lane, random, effects);
        }
        return effects;
    }

    /** The backoff is over. */
    List<Effect> retryDue(NodeId member, int attempt, long now) {
        List<Effect> effects = new ArrayList<>();
        PeerStream lane = current(member, attempt);
        if (lane != null && lane.retrying) {
            lane.retrying = false;
            openIfNeeded(lane, now, effects);
        }
        return effects;
    }

    /** Streams that carried nothing for long are closed, but the one to the leader: its loss is news (H6). */
    List<Effect> closeIdle(long now) {
        List<Effect> effects = new ArrayList<>();
        for (PeerStream lane : lanes.values()) {
            boolean idle = now - lane.lastUse > IDLE_BEFORE_CLOSE.toMillis() && !lane.lacks(own);
            if (lane.phase == Phase.OPEN && idle && !lane.member.node().equals(leader)) {
                effects.add(new Effect.Close(lane.member.node(), lane.attempt));
            }
        }
        return effects;
    }

    /** The log holds these of this node's own messages by now. */
    List<Effect> logRead(Ranges held, long now) {
        List<Effect> effects = new ArrayList<>();
        Ranges back = own.logRead(held); // streams may have gone past these while they were not here (H11)
        lanes.values().forEach(lane -> lane.again(back));
        numbering.logRead(held, now);
        supply(now, effects);
        return effects;
    }

    SequenceRecovery numbering() {
        return numbering;
    }

    /** What is done about messages that a member does not acknowledge. */
    RelayRequests fallback() {
        return fallback;
    }

    /** What the members answered. */
    ResponseWatch answers() {
        return answers;
    }

    private void place(Member member, List<Effect> effects) {
        PeerStream lane = lanes.get(member.node());
        if (lane == null) {
            lanes.put(member.node(), new PeerStream(member, cursors.getOrDefault(member.node(), Ranges.NONE)));
        } else if (!lane.member.equals(member)) { // it came back elsewhere: what leads to its old address is dead
            if (lane.phase != Phase.CLOSED) {
                effects.add(new Effect.Close(member.node(), lane.attempt));
            }
            lane.moved(member, ++attempts);
        }
    }

    private void remove(PeerStream lane, long now, List<Effect> effects) {
        cursors.put(lane.node(), lane.stored);
        if (lane.phase != Phase.CLOSED) {
            effects.add(new Effect.Close(lane.node(), lane.attempt));
        }
        RelayRequests.report(deliveries.dropped(lane.node(), now), effects);
    }

    private void openIfNeeded(PeerStream lane, long now, List<Effect> effects) {
        if (lane.phase == Phase.CLOSED && !lane.retrying && wanted(lane)) {
            lane.opening(++attempts, now);
            effects.add(new Effect.Open(lane.member, lane.attempt));
        }
    }

    private void retryIfNeeded(PeerStream lane, RandomGenerator random, List<Effect> effects) {
        if (!lane.retrying && wanted(lane)) {
            lane.retrying = true;
            effects.add(new Effect.Retry(lane.member.node(), lane.attempt, lane.backoff(random)));
        }
    }

    private void supply(long now, List<Effect> effects) {
        for (PeerStream lane : lanes.values()) {
            openIfNeeded(lane, now, effects);
            sendIfPossible(lane, now, effects);
        }
    }

    private void sendIfPossible(PeerStream lane, long now, List<Effect> effects) {
        if (lane.phase != Phase.OPEN || !lane.asked || lane.reading) {
            return;
        }
        Ranges wanted = lane.due(own);
        if (!wanted.isEmpty()) {
            lane.sending(wanted.ranges().get(0).from(), now);
            effects.add(new Effect.Send(lane.member.node(), lane.attempt, wanted));
        }
    }

    private boolean wanted(PeerStream lane) {
        return lane.lacks(own) || lane.owesSince > 0 || lane.node().equals(leader) || numbering.awaits(lane.node());
    }

    private @Nullable PeerStream current(NodeId member, int attempt) {
        PeerStream lane = lanes.get(member);
        return lane != null && lane.attempt == attempt ? lane : null;
    }
}
