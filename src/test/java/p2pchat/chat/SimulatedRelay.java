package p2pchat.chat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import p2pchat.chat.LeaderRelay.Effect;
import p2pchat.chat.UnaryMessages.RelayAnswer;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.View;
import p2pchat.simulation.TrackedFutures;

/** Does what {@link RelayActor} does with {@link LeaderRelay}, in virtual time. */
final class SimulatedRelay {

    private final RelayActor.Ports ports;
    private final TrackedFutures futures;
    private final LeaderRelay machine;
    private final Consumer<Runnable> mailbox;
    private final BiConsumer<Duration, Runnable> timers;
    private final Map<Long, RelayActor.Requested> requests = new HashMap<>();
    private long lastTicket;
    private boolean checkScheduled;

    SimulatedRelay(
            NodeId self,
            RelayActor.Ports ports,
            Consumer<Runnable> mailbox,
            BiConsumer<Duration, Runnable> timers,
            TrackedFutures futures) {
        this.ports = ports;
        this.futures = futures;
        this.mailbox = mailbox;
        this.timers = timers;
        this.machine = new LeaderRelay(self);
    }

    void viewChanged(View view) {
        perform(machine.viewChanged(view));
    }

    void requested(RelayActor.Requested m) {
        lastTicket++;
        requests.put(lastTicket, m);
        perform(machine.requested(lastTicket, m.author().node(), m.request(), now()));
    }

    private void perform(List<Effect> effects) {
        effects.forEach(this::perform);
        if (machine.busy() && !checkScheduled) {
            checkScheduled = true;
            timers.accept(LeaderRelay.CHECK_EVERY, () -> mailbox.accept(this::check));
        }
    }

    private void check() {
        checkScheduled = false;
        perform(machine.check(now()));
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Store store) {
            CompletableFuture<ChatActor.Ack> ack = futures.incomplete();
            ports.store()
                    .accept(new ChatActor.Arrived(
                            requests.get(store.ticket()).author(), List.of(store.message()), ack));
            ack.whenComplete((stored, cause) -> mailbox.accept(() -> stored(store, Optional.ofNullable(stored))));
        } else if (effect instanceof Effect.Read read) {
            ports.log()
                    .read(read.key().author(), Ranges.NONE.with(read.key().seq()), 1)
                    .thenAccept(found -> mailbox.accept(() -> perform(
                            machine.messageHeld(read.ticket(), found.stream().findFirst()))));
        } else if (effect instanceof Effect.Deliver call) {
            ports.unaryMessages()
                    .deliver(call.to(), call.message(), LeaderRelay.DELIVERY_TIMEOUT)
                    .whenComplete((receipt, cause) -> mailbox.accept(() ->
                            perform(machine.delivered(call.ticket(), call.to().node(), Optional.ofNullable(receipt)))));
        } else if (effect instanceof Effect.Verify verify) {
            ports.verify().accept(verify.member());
        } else if (effect instanceof Effect.Answer answer) {
            Optional.ofNullable(requests.remove(answer.ticket()))
                    .ifPresent(m -> m.answer().complete(answer.answer()));
        } else {
            throw new AssertionError("no handler for " + effect);
        }
    }

    private void stored(Effect.Store store, Optional<ChatActor.Ack> ack) {
        if (ack.isEmpty()) {
            perform(machine.failed(store.ticket(), new RelayAnswer.Outcomes(Map.of())));
            return;
        }
        long seq = store.message().key().seq();
        String refused = ack.get().refused().get(seq);
        if (refused != null) {
            perform(machine.failed(store.ticket(), new RelayAnswer.Refused(refused)));
        } else if (ack.get().stored().contains(seq)) {
            perform(machine.messageHeld(store.ticket(), Optional.of(store.message())));
        } else {
            perform(machine.failed(store.ticket(), new RelayAnswer.Outcomes(Map.of())));
        }
    }

    private long now() {
        return ports.clock().getAsLong();
    }
}
