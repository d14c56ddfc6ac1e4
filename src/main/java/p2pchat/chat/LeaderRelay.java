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
 * What the leader does with a message it was asked to pass on (M8): keep it, try each destination twice, and have those
 * that do not answer verified. They are then out of the view, or they live and are slow.
 *
 * <pre>
 *   asked ──kept or found──► calling ──► every destination has an outcome, or {@link #TIME_LIMIT} is over ──► answered
 *     └── not held: send the body
 *   a destination: first try ──► second try ──► doubted ──► dropped, or slow
 *                      └────────────┴──► stored, refused, slow
 * </pre>
 *
 * <p>A pure machine; part of the {@link ChatActor}.
 */
final class LeaderRelay {

    /** Of one try at one destination. */
    static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(1);

    /** Less than the 5 s an author waits. */
    static final Duration TIME_LIMIT = Duration.ofMillis(4_500);

    /** How often {@link #check} is due while a relay is in hand. */
    static final Duration CHECK_EVERY = Duration.ofMillis(250);

    /** Beyond this the authors are told to wait: a leader has more to do. */
    static final int MAX_PENDING = 256;

    private static final int TRIES = 2;

    /** What is performed, in order. */
    sealed interface Effect {
        /** Store a message that the author sent along; told by {@link #messageHeld}. */
        record Store(long ticket, ChatMessage message) implements Effect {}

        /** Look in the log; told by {@link #messageHeld}. */
        record Read(long ticket, MessageKey key) implements Effect {}

        /** Told by {@link #delivered}. */
        record Deliver(long ticket, Member to, ChatMessage message) implements Effect {}

        /** Have a member verified (H8). */
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
    private final TreeMap<Long, Relay> inHand = new TreeMap<>();
    /** Members that are being verified: other messages for them need no tries of their own. */
    private final TreeSet<NodeId> doubted = new TreeSet<>();

    private Optional<View> viewChanged = Optional.empty();

    LeaderRelay(NodeId self) {
        this.self = self;
    }

    boolean busy() {
        return !inHand.isEmpty();
    }

    List<Effect> viewChanged(View next) {
        viewChanged = Optional.of(next);
        List<Effect> effects = new ArrayList<>();
        doubted.removeIf(member -> next.member(member).isEmpty());
        new TreeMap<>(inHand).forEach((ticket, relay) -> {
            for (NodeId member : List.copyOf(relay.open)) {
                if (next.member(member).isEmpty()) {
                    relay.settle(member, Outcome.of(Kind.DROPPED));
                }
            }
            answerIfDone(ticket, relay, effects);
        });
        return effects;
    }

    /** An author asks. */
    List<Effect> requested(long ticket, NodeId author, UnaryMessages.RelayRequest request, long now) {
        List<Effect> effects = new ArrayList<>();
        if (viewChanged.isEmpty() || !viewChanged.get().leader().equals(self)) {
            effects.add(new Effect.Answer(ticket, new RelayAnswer.NotLeader()));
        } else if (!request.key().author().equals(author)) {
            effects.add(new Effect.Answer(ticket, new RelayAnswer.Refused("only its author has a message passed on")));
        } else if (inHand.size() >= MAX_PENDING) {
            effects.add(new Effect.Answer(ticket, new RelayAnswer.Outcomes(Map.of())));
        } else {
            Relay relay = new Relay(request.to(), now);
            inHand.put(ticket, relay);
            relay.settle(self, Outcome.of(Kind.STORED));
            relay.settle(author, Outcome.of(Kind.STORED));
            effects.add(request.body()
                    .<Effect>map(body -> new Effect.Store(ticket, body))
                    .orElse(new Effect.Read(ticket, request.key())));
        }
        return effects;
    }

    /** The message is durable here; empty if it is not. */
    List<Effect> messageHeld(long ticket, Optional<ChatMessage> message) {
        List<Effect> effects = new ArrayList<>();
        Relay relay = inHand.get(ticket);
        if (relay == null) {
            return effects;
        }
        if (message.isEmpty()) {
            inHand.remove(ticket);
            effects.add(new Effect.Answer(ticket, new RelayAnswer.SendBody()));
            return effects;
        }
        relay.message = message.get();
        List.copyOf(relay.open).forEach(member -> call(ticket, relay, member, effects));
        answerIfDone(ticket, relay, effects);
        return effects;
    }

    /** It could not be stored here, for now or for good. */
    List<Effect> failed(long ticket, RelayAnswer answer) {
        return inHand.remove(ticket) == null ? List.of() : List.of(new Effect.Answer(ticket, answer));
    }

    /** A destination answered, or did not. */
    List<Effect> delivered(long ticket, NodeId member, Optional<Receipt> receipt) {
        List<Effect> effects = new ArrayList<>();
        receipt.ifPresent(any -> doubted.remove(member));
        Relay relay = inHand.get(ticket);
        if (relay == null) {
            return effects;
        }
        if (receipt.isEmpty()) {
            call(ticket, relay, member, effects);
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

    /** Whoever is still in the view after so long lives, and does not store. */
    List<Effect> check(long now) {
        List<Effect> effects = new ArrayList<>();
        new TreeMap<>(inHand).forEach((ticket, relay) -> {
            if (Math.abs(now - relay.since) >= TIME_LIMIT.toMillis()) {
                for (NodeId member : List.copyOf(relay.open)) {
                    relay.settle(member, Outcome.of(doubted.contains(member) ? Kind.SLOW : Kind.PENDING));
                }
                answerIfDone(ticket, relay, effects);
            }
        });
        if (inHand.isEmpty()) {
            doubted.clear();
        }
        return effects;
    }

    private void call(long ticket, Relay relay, NodeId member, List<Effect> effects) {
        Optional<Member> to = viewChanged.flatMap(now -> now.member(member));
        int tries = relay.tries.merge(member, 1, Integer::sum);
        if (to.isEmpty()) {
            relay.settle(member, Outcome.of(Kind.DROPPED));
        } else if (tries <= TRIES && !doubted.contains(member) && relay.message != null) {
            effects.add(new Effect.Deliver(ticket, to.get(), relay.message));
        } else if (doubted.add(member)) {
            effects.add(new Effect.Verify(to.get().id()));
        }
    }

    private void answerIfDone(long ticket, Relay relay, List<Effect> effects) {
        if (relay.open.isEmpty() && inHand.remove(ticket) != null) {
            effects.add(new Effect.Answer(ticket, new RelayAnswer.Outcomes(relay.outcomes)));
        }
    }
}
