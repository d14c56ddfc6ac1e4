package p2pchat.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import p2pchat.chat.UnaryMessages.Outcome;
import p2pchat.chat.UnaryMessages.Outcome.Kind;
import p2pchat.chat.UnaryMessages.Receipt;
import p2pchat.chat.UnaryMessages.RelayAnswer;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.View;

/**
 * Relays a message on behalf of its author while this node leads (M8). It stores the message, tries each destination
 * twice, and has destinations verified that do not answer. Those are then out of the view, or they are alive and slow.
 *
 * <pre>
 *   requested ──stored or found──► delivering ──► all outcomes known, or {@link #TIME_LIMIT} over ──► answered
 *     └── not held: send the body
 *   a destination: first try ──► second try ──► verified ──► dropped, or slow
 *                      └────────────┴──► stored, refused, slow
 * </pre>
 *
 * <p>A pure state machine, run by {@link RelayActor}.
 */
final class LeaderRelay {

    /** Timeout of one delivery to one destination. */
    static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(1);

    /** Less than {@link RelayRequests#ANSWER_TIMEOUT}. */
    static final Duration TIME_LIMIT = Duration.ofMillis(4_500);

    /** Interval of {@link #check} while {@link #busy}. */
    static final Duration CHECK_EVERY = Duration.ofMillis(100);

    /** Further authors get no outcome and try again later. */
    static final int MAX_PENDING = 256;

    private static final int MAX_TRIES = 2;

    /** Performed in order. */
    sealed interface Effect {
        /** Stores the message that the author sent along; ends with {@link #messageHeld} or {@link #failed}. */
        record Store(long ticket, ChatMessage message) implements Effect {}

        /** Reads the message from the log; ends with {@link #messageHeld} or {@link #failed}. */
        record Read(long ticket, MessageKey key) implements Effect {}

        /** Ends with {@link #delivered}. */
        record Deliver(long ticket, Member to, ChatMessage message) implements Effect {}

        /** Verifies that a member is alive (H8). */
        record Verify(MemberId member) implements Effect {}

        record Answer(long ticket, RelayAnswer answer) implements Effect {}
    }

    private static final class Relay {
        private final long since;
        private final TreeSet<NodeId> open;
        private final Map<NodeId, Outcome> outcomes = new TreeMap<>();
        private final Map<NodeId, Integer> tries = new TreeMap<>();
        private @Nullable ChatMessage message;

        private Relay(List<NodeId> to, long since) {
            this.open = new TreeSet<>(to);
            this.since = since;
        }

        private void settle(NodeId member, Outcome outcome) {
            if (open.remove(member)) {
                outcomes.put(member, outcome);
            }
        }
    }

    private final NodeId self;
    private final TreeMap<Long, Relay> pending = new TreeMap<>();
    /** Members being verified. Other messages are not tried with them meanwhile. */
    private final TreeSet<NodeId> verifying = new TreeSet<>();

    private Optional<View> view = Optional.empty();

    LeaderRelay(NodeId self) {
        this.self = self;
    }

    boolean busy() {
        return !pending.isEmpty();
    }

    List<Effect> viewChanged(View next) {
        view = Optional.of(next);
        List<Effect> effects = new ArrayList<>();
        verifying.removeIf(member -> next.member(member).isEmpty());
        new TreeMap<>(pending).forEach((ticket, relay) -> {
            for (NodeId member : List.copyOf(relay.open)) {
                if (next.member(member).isEmpty()) {
                    relay.settle(member, Outcome.of(Kind.DROPPED));
                }
            }
            answerIfDone(ticket, relay, effects);
        });
        return effects;
    }

    List<Effect> requested(long ticket, NodeId author, UnaryMessages.RelayRequest request, long now) {
        if (view.isEmpty() || !view.get().leader().equals(self)) {
            return List.of(new Effect.Answer(ticket, new RelayAnswer.NotLeader()));
        }
        if (!request.key().author().equals(author)) {
            return List.of(
                    new Effect.Answer(ticket, new RelayAnswer.Refused("only its author may have a message relayed")));
        }
        if (pending.size() >= MAX_PENDING) {
            return List.of(new Effect.Answer(ticket, new RelayAnswer.Outcomes(Map.of())));
        }
        Relay relay = new Relay(request.to(), now);
        pending.put(ticket, relay);
        relay.settle(self, Outcome.of(Kind.STORED));
        relay.settle(author, Outcome.of(Kind.STORED));
        return List.of(request.body()
                .<Effect>map(body -> new Effect.Store(ticket, body))
                .orElse(new Effect.Read(ticket, request.key())));
    }

    /** Delivers a message that is in the log now; empty if it is not. */
    List<Effect> messageHeld(long ticket, Optional<ChatMessage> message) {
        List<Effect> effects = new ArrayList<>();
        Relay relay = pending.get(ticket);
        if (relay == null) {
            return effects;
        }
        if (message.isEmpty()) {
            return failed(ticket, new RelayAnswer.SendBody());
        }
        relay.message = message.get();
        List.copyOf(relay.open).forEach(member -> deliver(ticket, relay, member, effects));
        answerIfDone(ticket, relay, effects);
        return effects;
    }

    /** Ends a relay with this answer, without an outcome per destination. */
    List<Effect> failed(long ticket, RelayAnswer answer) {
        return pending.remove(ticket) == null ? List.of() : List.of(new Effect.Answer(ticket, answer));
    }

    /** Handles the end of a delivery; without a receipt the destination did not answer. */
    List<Effect> delivered(long ticket, NodeId member, Optional<Receipt> receipt) {
        List<Effect> effects = new ArrayList<>();
        receipt.ifPresent(any -> verifying.remove(member));
        Relay relay = pending.get(ticket);
        if (relay == null) {
            return effects;
        }
        if (receipt.isEmpty()) {
            deliver(ticket, relay, member, effects);
        } else if (receipt.get() instanceof Receipt.Stored) {
            relay.settle(member, Outcome.of(Kind.STORED));
        } else if (receipt.get() instanceof Receipt.Refused refused) {
            relay.settle(member, new Outcome(Kind.REFUSED, refused.why()));
        } else {
            relay.settle(member, Outcome.of(Kind.SLOW));
        }
        answerIfDone(ticket, relay, effects);
        return effects;
    }

    /** Answers relays whose time is over. A verified member that is still in the view is alive, so it is slow. */
    List<Effect> check(long now) {
        List<Effect> effects = new ArrayList<>();
        new TreeMap<>(pending).forEach((ticket, relay) -> {
            if (Math.abs(now - relay.since) >= TIME_LIMIT.toMillis()) {
                for (NodeId member : List.copyOf(relay.open)) {
                    relay.settle(member, Outcome.of(verifying.contains(member) ? Kind.SLOW : Kind.PENDING));
                }
                answerIfDone(ticket, relay, effects);
            }
        });
        if (pending.isEmpty()) {
            verifying.clear();
        }
        return effects;
    }

    private void deliver(long ticket, Relay relay, NodeId member, List<Effect> effects) {
        Optional<Member> to = view.flatMap(now -> now.member(member));
        int tries = relay.tries.merge(member, 1, Integer::sum);
        if (to.isEmpty()) {
            relay.settle(member, Outcome.of(Kind.DROPPED));
        } else if (tries <= MAX_TRIES && !verifying.contains(member) && relay.message != null) {
            effects.add(new Effect.Deliver(ticket, to.get(), relay.message));
        } else if (verifying.add(member)) {
            effects.add(new Effect.Verify(to.get().id()));
        }
    }

    private void answerIfDone(long ticket, Relay relay, List<Effect> effects) {
        if (relay.open.isEmpty() && pending.remove(ticket) != null) {
            effects.add(new Effect.Answer(ticket, new RelayAnswer.Outcomes(relay.outcomes)));
        }
    }
}
