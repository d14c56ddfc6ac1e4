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
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveryReport;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;
import p2pchat.model.View;

/**
 * Sends this node's messages to every member that lacks them, over one {@link PeerStream} per member (M8).
 *
 * <p>The log is the outbox. A member lacks what its cursor does not cover, so there is no queue to lose and no timer
 * per message. A pure state machine: inputs return effects, which the {@link ChatActor} performs in order. It owns the
 * streams and its parts: {@link Deliveries}, {@link RelayRequests}, {@link ResponseWatch} and {@link SequenceRecovery}.
 */
final class Outbox {

    /** Messages that a member may leave unacknowledged before it is sent no more (protocol 2.1). */
    static final int WINDOW = 1_024;

    /** Messages in a batch (protocol 2.1). */
    static final int MAX_BATCH = 256;

    static final Duration IDLE_BEFORE_CLOSE = Duration.ofMinutes(5);

    /** After this time a member that catches up is asked again what it has. */
    static final Duration CATCH_UP_CHECK = Duration.ofSeconds(10);

    sealed interface Effect {
        record Open(Member member, int attempt) implements Effect {
            StreamId stream() {
                return new StreamId(member.node(), attempt);
            }
        }

        record Close(StreamId stream) implements Effect {}

        /** Sends the first of these messages that fit a batch, then calls {@link #batchSent}. */
        record Send(StreamId stream, Ranges wanted) implements Effect {}

        /** Calls {@link #retryDue} after this time, unless a later one of the same member replaces it. */
        record Retry(StreamId stream, Duration after) implements Effect {}

        record SaveCursor(NodeId member, Ranges stored) implements Effect {}

        record Report(Delivery delivery) implements Effect {}

        /** Asks the leader to relay a message; ends with {@link #relayAnswered} or {@link #relayFailed}. */
        record Relay(long ticket, Member leader, MessageKey key, MessageId id, boolean withBody, List<NodeId> to)
                implements Effect {}

        /** A member claims own messages up to this number that this log lacks, so this store may be a backup (H11). */
        record OwnMessagesMissing(NodeId member, long upTo) implements Effect {}

        /** This node leads, and the member does not acknowledge: verify that it is alive (H8). */
        record Verify(MemberId member) implements Effect {}
    }

    private final NodeId self;
    private final Map<NodeId, Ranges> cursors;
    private final TreeMap<NodeId, PeerStream> streams = new TreeMap<>();
    private final Deliveries deliveries = new Deliveries();
    private final RelayRequests relayRequests;
    private final SequenceRecovery sequenceRecovery;
    private final ResponseWatch responseWatch;
    private final OwnSequence own;
    private NodeId leader;
    /** All other members of the view, ascending; replaced, never changed. */
    private List<NodeId> others = List.of();

    /** Counts the attempts of all streams, because a member may be back before its old stream has ended. */
    private int attempts;

    /**
     * Creates an outbox without members; the first view brings them.
     *
     * @param held own messages that the log holds
     * @param cursors what members had when the process last ran
     * @param newcomer whether this is the member's first process, so that no member can hold anything of it
     */
    Outbox(NodeId self, Ranges held, Map<NodeId, Ranges> cursors, boolean newcomer) {
        this.self = self;
        this.leader = self;
        this.own = new OwnSequence(held);
        this.cursors = new TreeMap<>(cursors);
        this.relayRequests = new RelayRequests(self, streams, deliveries);
        this.sequenceRecovery = new SequenceRecovery(newcomer);
        this.responseWatch = new ResponseWatch(streams);
    }

    List<Effect> viewChanged(View view, long now) {
        List<Effect> effects = new ArrayList<>();
        leader = view.leader();
        Set<NodeId> gone = new TreeSet<>(streams.keySet());
        for (Member member : view.members()) {
            if (!member.node().equals(self)) {
                gone.remove(member.node());
                add(member, isNewer(member, view), effects);
            }
        }
        gone.forEach(member -> Optional.ofNullable(streams.remove(member)).ifPresent(s -> remove(s, now, effects)));
        others = List.copyOf(streams.keySet());
        relayRequests.leaderChanged(leader);
        sequenceRecovery.viewChanged(others, now);
        streams.values().forEach(stream -> openIfNeeded(stream, now, effects));
        return effects;
    }

    // ---- own messages

    /** Returns whether the numbers of own messages are known, so that this node may write. */
    boolean mayWrite() {
        return sequenceRecovery.complete();
    }

    /** Returns whether to store an own message that another log offers. One in a gap is never written again. */
    boolean wantsOwn(long seq) {
        return sequenceRecovery.wants(seq) || own.gaps().contains(seq);
    }

    List<Effect> written(ChatMessage message, long now) {
        List<Effect> effects = new ArrayList<>();
        own.written(message.key().seq());
        report(deliveries.written(message, others, now), effects);
        sendAll(now, effects);
        return effects;
    }

    /** Compares what the log holds now, and sends what was restored. */
    List<Effect> logRead(Ranges held, long now) {
        List<Effect> effects = new ArrayList<>();
        Ranges restored = own.logRead(held); // streams may be past these numbers (H11)
        streams.values().forEach(stream -> stream.restored(restored));
        effects.addAll(sequenceRecovery.logRead(held, now));
        sendAll(now, effects);
        return effects;
    }

    /** Returns the delivery of the own message with this number. */
    DeliveryReport deliveryReport(long seq, long now) {
        List<NodeId> holders = streams.values().stream()
                .filter(stream -> stream.stored().contains(seq))
                .map(PeerStream::node)
                .toList();
        return new DeliveryReport(deliveries.find(seq, now), holders, others);
    }

    // ---- streams

    /** Handles the answer to the hello. */
    List<Effect> streamOpened(StreamId id, Ranges have, long now) {
        List<Effect> effects = new ArrayList<>();
        PeerStream stream = current(id);
        if (stream != null && stream.isOpening()) {
            effects.addAll(sequenceRecovery.answered(id.member(), have, own.last(), now));
            stream.opened(have, own, now);
            effects.add(new Effect.SaveCursor(id.member(), have));
            if (stream.leavesToCatchUp()) {
                effects.add(new Effect.Retry(id, CATCH_UP_CHECK));
            }
            report(deliveries.stored(id.member(), have, now), effects);
            sendIfPossible(stream, now, effects);
        }
        return effects;
    }

    /** Sends the next batch as soon as there is one. */
    List<Effect> batchRequested(StreamId id, long now) {
        List<Effect> effects = new ArrayList<>();
        PeerStream stream = current(id);
        if (stream != null && !stream.isClosed()) {
            stream.batchRequested();
            sendIfPossible(stream, now, effects);
        }
        return effects;
    }

    /** Records that the first of the wanted messages were sent; none if the log lacks all of them. */
    void batchSent(Effect.Send send, List<ChatMessage> batch) {
        long upTo = batch.isEmpty()
                ? send.wanted().last()
                : batch.get(batch.size() - 1).key().seq();
        batchSent(send.stream(), upTo, batch.size());
    }

    /** Records a batch of {@code count} messages, after which the stream has everything wanted up to {@code upTo}. */
    void batchSent(StreamId id, long upTo, int count) {
        Optional.ofNullable(current(id)).ifPresent(stream -> stream.batchSent(upTo, count));
    }

    List<Effect> acknowledged(StreamId id, Ranges stored, Map<Long, String> refused, long now) {
        List<Effect> effects = new ArrayList<>();
        PeerStream stream = current(id);
        if (stream != null && stream.isOpen()) {
            stream.acknowledged(stored, refused.keySet(), now);
            effects.add(new Effect.SaveCursor(id.member(), stream.stored()));
            report(deliveries.stored(id.member(), stored, now), effects);
            report(deliveries.refused(id.member(), new TreeMap<>(refused), now), effects);
            sendIfPossible(stream, now, effects);
        }
        return effects;
    }

    List<Effect> streamClosed(StreamId id, RandomGenerator random) {
        List<Effect> effects = new ArrayList<>();
        PeerStream stream = current(id);
        if (stream != null && !stream.isClosed()) {
            stream.closed();
            sequenceRecovery.unreachable(id.member());
            if (!stream.retryScheduled() && needed(stream)) {
                effects.add(new Effect.Retry(id, stream.scheduleRetry(random)));
            }
        }
        return effects;
    }

    List<Effect> retryDue(StreamId id, long now) {
        List<Effect> effects = new ArrayList<>();
        PeerStream stream = current(id);
        if (stream != null && stream.leavesToCatchUp()) {
            closeIfOpen(stream, effects);
            stream.closed();
            openIfNeeded(stream, now, effects);
        } else if (stream != null && stream.retryScheduled()) {
            stream.retryDue();
            openIfNeeded(stream, now, effects);
        }
        return effects;
    }

    /** Closes streams unused for long, except the one to the leader: its loss is a sign that the leader failed (H6). */
    List<Effect> closeIdle(long now) {
        List<Effect> effects = new ArrayList<>();
        for (PeerStream stream : streams.values()) {
            boolean idle = stream.isOpen() && stream.unusedFor(IDLE_BEFORE_CLOSE, now) && !stream.lacks(own);
            if (idle && !stream.node().equals(leader)) {
                effects.add(new Effect.Close(stream.id()));
            }
        }
        return effects;
    }

    // ---- members that do not acknowledge or answer

    /** Accepts what a member reported when it compared logs. It may have messages without having acknowledged them. */
    List<Effect> heldBy(NodeId member, VersionVector held, long now) {
        List<Effect> effects = new ArrayList<>(sequenceRecovery.claimed(member, held.of(self), own.last(), now));
        effects.addAll(relayRequests.heldBy(member, held.of(self).and(Ranges.upTo(own.last())), now));
        return effects;
    }

    /** Returns whether {@link #checkOverdue} is due again after {@link RelayRequests#CHECK_EVERY}. */
    boolean needsOverdueChecks(long now) {
        return relayRequests.needsChecks(now);
    }

    List<Effect> checkOverdue(long now) {
        return relayRequests.check(now);
    }

    List<Effect> relayAnswered(long ticket, UnaryMessages.RelayAnswer answer, long now) {
        return relayRequests.answered(ticket, answer, now);
    }

    List<Effect> relayFailed(long ticket, long now) {
        return relayRequests.failed(ticket, now);
    }

    /** Returns whether {@link #checkResponses} is due again after {@link ResponseWatch#CHECK_EVERY}. */
    boolean needsResponseChecks(long now) {
        return responseWatch.needsChecks(now);
    }

    /** Returns the members that this node does not reach; empty if they have not changed. */
    Optional<Set<NodeId>> checkResponses(long now) {
        return responseWatch.check(now);
    }

    // ---- one stream

    /** Returns whether a member was admitted after this node. */
    private boolean isNewer(Member member, View view) {
        return view.member(self)
                .filter(own -> member.joinedAt().newerThan(own.joinedAt()))
                .isPresent();
    }

    private void add(Member member, boolean catchingUp, List<Effect> effects) {
        PeerStream stream = streams.get(member.node());
        if (stream == null) {
            Ranges cursor = cursors.getOrDefault(member.node(), Ranges.NONE);
            streams.put(member.node(), new PeerStream(member, cursor, catchingUp));
        } else if (!stream.member().equals(member)) {
            closeIfOpen(stream, effects);
            stream.memberReplaced(member, ++attempts, catchingUp);
        }
    }

    private void remove(PeerStream stream, long now, List<Effect> effects) {
        cursors.put(stream.node(), stream.stored());
        closeIfOpen(stream, effects);
        report(deliveries.dropped(stream.node(), now), effects);
    }

    private static void closeIfOpen(PeerStream stream, List<Effect> effects) {
        if (!stream.isClosed()) {
            effects.add(new Effect.Close(stream.id()));
        }
    }

    private void openIfNeeded(PeerStream stream, long now, List<Effect> effects) {
        if (stream.isClosed() && !stream.retryScheduled() && needed(stream)) {
            stream.opening(++attempts, now);
            effects.add(new Effect.Open(stream.member(), attempts));
        }
    }

    private boolean needed(PeerStream stream) {
        return stream.lacks(own)
                || stream.answerOwed()
                || stream.node().equals(leader)
                || sequenceRecovery.awaits(stream.node());
    }

    private void sendAll(long now, List<Effect> effects) {
        for (PeerStream stream : streams.values()) {
            openIfNeeded(stream, now, effects);
            sendIfPossible(stream, now, effects);
        }
    }

    private void sendIfPossible(PeerStream stream, long now, List<Effect> effects) {
        Ranges wanted = stream.nextBatch(own, now);
        if (!wanted.isEmpty()) {
            effects.add(new Effect.Send(stream.id(), wanted));
        }
    }

    private @Nullable PeerStream current(StreamId id) {
        PeerStream stream = streams.get(id.member());
        return stream != null && stream.id().equals(id) ? stream : null;
    }

    static void report(List<Delivery> deliveries, List<Effect> effects) {
        deliveries.forEach(delivery -> effects.add(new Effect.Report(delivery)));
    }
}
