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
import p2pchat.chat.UnaryMessages.Outcome;
import p2pchat.chat.UnaryMessages.RelayAnswer;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.NodeId;
import p2pchat.model.PauseDetector;
import p2pchat.model.Ranges;
import p2pchat.model.RecipientStatus.State;

/**
 * Finds messages that members leave unacknowledged for too long, and asks the leader to relay each of them once (M8,
 * protocol 2.6). The leader itself has a silent member verified instead.
 *
 * <pre>
 *   pending ──overdue──► requested ──► stored | slow | dropped | refused
 *      ▲                     │ └────► refused by the leader itself: not requested again
 *      └── no answer, another leader, or the outcome is unknown
 * </pre>
 *
 * <p>Part of the {@link Outbox}; deterministic. Under load most pending messages are left to the cursors, because a
 * call costs a hundred times as much as a message on a stream.
 */
final class RelayRequests {

    /** Interval of {@link #check} while any message is pending. */
    static final Duration CHECK_EVERY = Duration.ofMillis(100);

    /** Relays requested at one time. Others wait, and their cursors may be faster. */
    static final int MAX_IN_FLIGHT = 64;

    /** Time that an author waits for the answer of the leader (protocol 2.6). */
    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    /** Pause after a leader did not answer. It is probably being replaced. */
    static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    /** Within this time a verified member is dropped, or it is alive and slow. */
    static final Duration VERIFICATION_TIME = Duration.ofSeconds(5);

    private record InFlight(long seq, List<NodeId> to, NodeId leader) {}

    private final NodeId self;
    private final SortedMap<NodeId, PeerStream> streams;
    private final Deliveries deliveries;
    private final PauseDetector pauses = new PauseDetector(CHECK_EVERY);
    private final Map<Long, InFlight> inFlight = new TreeMap<>();
    /** Messages that this leader has refused permanently. */
    private final Set<Long> refused = new TreeSet<>();

    private NodeId leader;
    private long lastTicket;
    private long pausedUntil;

    RelayRequests(NodeId self, SortedMap<NodeId, PeerStream> streams, Deliveries deliveries) {
        this.self = self;
        this.leader = self;
        this.streams = streams;
        this.deliveries = deliveries;
    }

    void leaderChanged(NodeId to) {
        if (!leader.equals(to)) {
            leader = to;
            pausedUntil = 0;
            streams.values().forEach(PeerStream::leaderChanged);
            refused.forEach(seq -> deliveries.open(seq).ifPresent(this::allowRequests));
            refused.clear();
        }
    }

    private void allowRequests(DeliveryStatus status) {
        streams.keySet().stream()
                .filter(status::relayRequested)
                .forEach(member -> status.setRelayRequested(member, false));
    }

    /** Returns whether {@link #check} is due again after {@link #CHECK_EVERY}. */
    boolean needsChecks(long now) {
        return pauses.run(!deliveries.open().isEmpty(), now);
    }

    List<Effect> check(long now) {
        List<Effect> effects = new ArrayList<>();
        if (pauses.check(now) > 0) {
            streams.values().forEach(stream -> stream.excuseMissingProgress(now));
        } else if (leader.equals(self)) {
            verifySilent(now, effects);
        } else {
            requestRelays(now, effects);
        }
        return effects;
    }

    /** Accepts own messages that a member reported when it compared logs. */
    List<Effect> heldBy(NodeId member, Ranges held, long now) {
        @Nullable PeerStream stream = streams.get(member);
        List<Effect> effects = new ArrayList<>();
        if (stream != null && !held.minus(stream.stored()).isEmpty()) {
            storedElsewhere(stream, held, effects);
        }
        Outbox.report(deliveries.stored(member, deliveries.lacking(member, held), now), effects);
        return effects;
    }

    private static void storedElsewhere(PeerStream stream, Ranges messages, List<Effect> effects) {
        stream.storedElsewhere(messages);
        effects.add(new Effect.SaveCursor(stream.node(), stream.stored()));
    }

    // ---- through the leader

    private void requestRelays(long now, List<Effect> effects) {
        PeerStream toLeader = streams.get(leader);
        List<PeerStream> silent = silent(now);
        if (toLeader == null || silent.isEmpty()) {
            return;
        }
        List<Delivery> reports = new ArrayList<>();
        boolean anySlow = silent.stream().anyMatch(PeerStream::slow);
        for (DeliveryStatus status : List.copyOf(deliveries.open())) {
            boolean mayRequest = now >= pausedUntil && inFlight.size() < MAX_IN_FLIGHT;
            if (!mayRequest && !anySlow) {
                break;
            }
            List<NodeId> to = overdue(status, silent, now, reports);
            if (!to.isEmpty() && mayRequest) {
                to.forEach(member -> status.setRelayRequested(member, true));
                inFlight.put(++lastTicket, new InFlight(status.key.seq(), to, leader));
                boolean withBody = !toLeader.stored().contains(status.key.seq());
                effects.add(request(lastTicket, status, toLeader, withBody, to));
            }
        }
        Outbox.report(reports, effects);
    }

    /** Returns silent members. There are usually none, which spares a walk through thousands of messages. */
    private List<PeerStream> silent(long now) {
        return streams.values().stream()
                .filter(stream -> !stream.node().equals(leader) && stream.silent(now))
                .toList();
    }

    /** Returns the members to relay this message to. Those known to be slow are reported as slow instead. */
    private List<NodeId> overdue(DeliveryStatus status, List<PeerStream> silent, long now, List<Delivery> reports) {
        List<NodeId> to = new ArrayList<>();
        for (PeerStream stream : silent) {
            boolean due = stream.slow() || stream.overdue(status.since, now);
            if (due && status.pending(stream.node()) && !status.relayRequested(stream.node())) {
                if (stream.slow()) {
                    reports.addAll(change(status.key.seq(), stream.node(), State.SLOW, leader, "", now));
                } else {
                    to.add(stream.node());
                }
            }
        }
        return to;
    }

    private static Effect request(
            long ticket, DeliveryStatus status, PeerStream toLeader, boolean withBody, List<NodeId> to) {
        return new Effect.Relay(ticket, toLeader.member(), status.key, status.id, withBody, to);
    }

    List<Effect> answered(long ticket, RelayAnswer answer, long now) {
        InFlight relay = inFlight.get(ticket);
        if (relay == null) {
            return List.of();
        }
        if (answer instanceof RelayAnswer.SendBody) {
            return sendBody(ticket, relay, now);
        }
        inFlight.remove(ticket);
        if (answer instanceof RelayAnswer.Refused) { // by the leader for itself, not by the members
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
        return answer instanceof RelayAnswer.Outcomes outcomes ? outcomes.of().getOrDefault(member, unknown) : unknown;
    }

    /** Handles a request without an answer. */
    List<Effect> failed(long ticket, long now) {
        return answered(ticket, new RelayAnswer.Outcomes(Map.of()), now);
    }

    private List<Effect> sendBody(long ticket, InFlight relay, long now) {
        Optional<DeliveryStatus> status = deliveries.open(relay.seq());
        @Nullable PeerStream toLeader = streams.get(relay.leader());
        return status.isPresent() && toLeader != null
                ? List.of(request(ticket, status.get(), toLeader, true, relay.to()))
                : failed(ticket, now);
    }

    private void settle(InFlight relay, NodeId member, Outcome outcome, long now, List<Effect> effects) {
        @Nullable PeerStream stream = streams.get(member);
        State state = switch (outcome.kind()) {
            case STORED -> State.RELAYED;
            case SLOW -> State.SLOW;
            case DROPPED -> State.DROPPED;
            case REFUSED -> State.REFUSED;
            case PENDING -> State.PENDING;
        };
        if (state == State.PENDING) {
            deliveries.open(relay.seq()).ifPresent(status -> status.setRelayRequested(member, false));
            pausedUntil = now + PAUSE_AFTER_FAILURE.toMillis();
            return;
        }
        Outbox.report(change(relay.seq(), member, state, relay.leader(), outcome.why(), now), effects);
        if (stream != null && state == State.SLOW) {
            stream.foundSlow();
        }
        if (stream != null && state == State.RELAYED) {
            storedElsewhere(stream, Ranges.NONE.with(relay.seq()), effects);
        }
    }

    private List<Delivery> change(long seq, NodeId member, State to, NodeId by, String reason, long now) {
        return deliveries.change(seq, member, to, Optional.of(by), reason, now);
    }

    // ---- as the leader

    private void verifySilent(long now, List<Effect> effects) {
        List<Delivery> reports = new ArrayList<>();
        for (PeerStream stream : streams.values()) {
            if (!stream.silent(now)) {
                continue;
            }
            if (stream.verificationRunningFor(VERIFICATION_TIME, now)) {
                for (DeliveryStatus status : List.copyOf(deliveries.open())) {
                    if (status.pending(stream.node())) {
                        reports.addAll(change(status.key.seq(), stream.node(), State.SLOW, self, "", now));
                    }
                }
            } else if (!stream.verificationRunning() && leavesOverdue(stream, now)) {
                stream.verificationRequested(now);
                effects.add(new Effect.Verify(stream.member().id()));
            }
        }
        Outbox.report(reports, effects);
    }

    private boolean leavesOverdue(PeerStream stream, long now) {
        return deliveries.open().stream()
                .anyMatch(status -> status.pending(stream.node()) && stream.overdue(status.since, now));
    }
}
