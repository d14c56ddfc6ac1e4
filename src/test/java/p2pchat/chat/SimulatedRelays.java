package p2pchat.chat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import p2pchat.chat.LeaderRelay.Effect;
import p2pchat.model.ChatMessage;
import p2pchat.model.MemberId;
import p2pchat.model.MessageKey;
import p2pchat.model.Ranges;
import p2pchat.model.View;
import p2pchat.simulation.TrackedFutures;

/** What {@link RelayShell} does with {@link RelayRequests} and {@link LeaderRelay}, in virtual time. */
final class SimulatedRelays {

    private final SimulatedMessenger messenger;
    private final ChatActor.Ports ports;
    private final MemberId self;
    private final RecentMessages recent;
    private final RelayRequests fallback;
    private final TrackedFutures futures;
    private final LeaderRelay passing;
    private final Map<Long, ChatActor.RelayRequested> asked = new HashMap<>();
    private long lastTicket;

    SimulatedRelays(
            SimulatedMessenger messenger,
            MemberId self,
            ChatActor.Ports ports,
            RecentMessages recent,
            RelayRequests fallback,
            TrackedFutures futures) {
        this.messenger = messenger;
        this.self = self;
        this.ports = ports;
        this.recent = recent;
        this.fallback = fallback;
        this.futures = futures;
        this.passing = new LeaderRelay(self.node());
    }

    boolean busy() {
        return passing.busy();
    }

    void view(View view) {
        take(passing.viewChanged(view));
    }

    List<Outbox.Effect> look(long now) {
        take(passing.check(now));
        return fallback.check(now);
    }

    // --- as an author

    void ask(Outbox.Effect.Relay relay) {
        CompletionStage<Optional<ChatMessage>> body =
                relay.whole() ? own(relay.key()) : futures.completed(Optional.empty());
        body.thenCompose(whole -> ports.unaryMessages()
                        .relay(
                                relay.leader(),
                                new UnaryMessages.RelayRequest(relay.key(), relay.id(), whole, relay.to()),
                                RelayShell.LONGEST_RELAY))
                .whenComplete((answer, cause) -> messenger.tell(() -> messenger.take(
                        answer == null
                                ? fallback.failed(relay.ticket(), messenger.now())
                                : fallback.answered(relay.ticket(), answer, messenger.now()))));
    }

    private CompletionStage<Optional<ChatMessage>> own(MessageKey key) {
        Ranges wanted = Ranges.NONE.with(key.seq());
        return recent.find(wanted)
                .<CompletionStage<List<ChatMessage>>>map(futures::completed)
                .orElseGet(() -> ports.log().read(self.node(), wanted, 1))
                .thenApply(found -> found.stream().findFirst());
    }

    // --- as a leader

    void passOn(ChatActor.RelayRequested m) {
        lastTicket++;
        asked.put(lastTicket, m);
        take(passing.requested(lastTicket, m.from().node(), m.relay(), messenger.now()));
    }

    private void take(List<Effect> effects) {
        effects.forEach(this::perform);
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Store keep) {
            messenger
                    .arrived(asked.get(keep.ticket()).from(), List.of(keep.message()))
                    .whenComplete((ack, cause) -> messenger.tell(() -> kept(keep, ack)));
        } else if (effect instanceof Effect.Read find) {
            ports.log()
                    .read(find.key().author(), Ranges.NONE.with(find.key().seq()), 1)
                    .thenAccept(found -> messenger.tell(() -> take(
                            passing.messageHeld(find.ticket(), found.stream().findFirst()))));
        } else if (effect instanceof Effect.Deliver call) {
            ports.unaryMessages()
                    .deliver(call.to(), call.message(), LeaderRelay.DELIVERY_TIMEOUT)
                    .whenComplete((receipt, cause) -> messenger.tell(() ->
                            take(passing.delivered(call.ticket(), call.to().node(), Optional.ofNullable(receipt)))));
        } else if (effect instanceof Effect.Verify doubt) {
            ports.verify().accept(doubt.member());
        } else if (effect instanceof Effect.Answer answer) {
            Optional.ofNullable(asked.remove(answer.ticket()))
                    .ifPresent(m -> m.answer().complete(answer.answer()));
        } else {
            throw new AssertionError("no handler for " + effect);
        }
    }

    private void kept(Effect.Store keep, ChatActor.Ack ack) {
        if (ack == null) {
            take(passing.failed(keep.ticket(), new UnaryMessages.RelayAnswer.Outcomes(Map.of())));
            return;
        }
        String refused = ack.refused().get(keep.message().key().seq());
        take(
                refused == null
                        ? passing.messageHeld(keep.ticket(), Optional.of(keep.message()))
                        : passing.failed(keep.ticket(), new UnaryMessages.RelayAnswer.Refused(refused)));
    }
}
