package p2pchat.chat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import p2pchat.chat.LeaderRelay.Effect;
import p2pchat.chat.UnaryMessages.Receipt;
import p2pchat.chat.UnaryMessages.RelayAnswer;
import p2pchat.chat.UnaryMessages.RelayRequest;
import p2pchat.model.ChatMessage;
import p2pchat.model.MemberId;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.View;

/** Relays other authors' messages while this node leads (M8). Runs {@link LeaderRelay}. */
final class RelayActor extends AbstractBehavior<RelayActor.Command> {

    sealed interface Command {}

    /** An author asks for a relay. Completes within {@link RelayRequests#ANSWER_TIMEOUT}. */
    record Requested(MemberId author, RelayRequest request, CompletableFuture<RelayAnswer> answer) implements Command {}

    record ViewChanged(View view) implements Command {}

    /** The message is in the log; empty if it is not. */
    private record MessageHeld(long ticket, Optional<ChatMessage> message) implements Command {}

    /** The message could not be read or stored. */
    private record Failed(long ticket, RelayAnswer answer) implements Command {}

    private record Delivered(Effect.Deliver call, Optional<Receipt> receipt) implements Command {}

    private record CheckDue() implements Command {}

    /**
     * The outside world.
     *
     * @param verify verifies that a member is alive
     * @param store stores and shows a message like any other that arrives
     * @param clock milliseconds of a monotonic clock
     */
    record Ports(
            ChatLog log,
            UnaryMessages unaryMessages,
            Consumer<MemberId> verify,
            Consumer<ChatActor.Arrived> store,
            LongSupplier clock) {}

    static Behavior<Command> create(NodeId self, Ports ports) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new RelayActor(context, timers, self, ports)));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Ports ports;
    private final LeaderRelay machine;
    private final Map<Long, Requested> requests = new HashMap<>();
    private long lastTicket;

    private RelayActor(ActorContext<Command> context, TimerScheduler<Command> timers, NodeId self, Ports ports) {
        super(context);
        this.context = context;
        this.timers = timers;
        this.ports = ports;
        this.machine = new LeaderRelay(self);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Requested.class, this::onRequested)
                .onMessage(ViewChanged.class, m -> perform(machine.viewChanged(m.view())))
                .onMessage(MessageHeld.class, m -> perform(machine.messageHeld(m.ticket(), m.message())))
                .onMessage(Failed.class, m -> perform(machine.failed(m.ticket(), m.answer())))
                .onMessage(Delivered.class, this::onDelivered)
                .onMessage(CheckDue.class, m -> perform(machine.check(now())))
                .onSignal(PostStop.class, signal -> onStop())
                .build();
    }

    private Behavior<Command> onRequested(Requested m) {
        lastTicket++;
        requests.put(lastTicket, m);
        return perform(machine.requested(lastTicket, m.author().node(), m.request(), now()));
    }

    private Behavior<Command> onDelivered(Delivered m) {
        return perform(machine.delivered(m.call().ticket(), m.call().to().node(), m.receipt()));
    }

    private Behavior<Command> onStop() {
        requests.values().forEach(m -> m.answer().completeExceptionally(new IllegalStateException("leaving")));
        return this;
    }

    private Behavior<Command> perform(List<Effect> effects) {
        effects.forEach(this::perform);
        if (machine.busy() && !timers.isTimerActive(CheckDue.class)) {
            timers.startSingleTimer(CheckDue.class, new CheckDue(), LeaderRelay.CHECK_EVERY);
        }
        return this;
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Store store) {
            Optional.ofNullable(requests.get(store.ticket())).ifPresent(m -> store(store, m.author()));
        } else if (effect instanceof Effect.Read read) {
            read(read.ticket(), read.key());
        } else if (effect instanceof Effect.Deliver call) {
            context.pipeToSelf(
                    ports.unaryMessages().deliver(call.to(), call.message(), LeaderRelay.DELIVERY_TIMEOUT),
                    (receipt, cause) -> new Delivered(call, Optional.ofNullable(receipt)));
        } else if (effect instanceof Effect.Verify verify) {
            context.getLog().info("{} does not answer", verify.member());
            ports.verify().accept(verify.member());
        } else if (effect instanceof Effect.Answer answer) {
            Optional.ofNullable(requests.remove(answer.ticket()))
                    .ifPresent(m -> m.answer().complete(answer.answer()));
        } else {
            throw new AssertionError("no handler for " + effect);
        }
    }

    private void read(long ticket, MessageKey key) {
        context.pipeToSelf(
                ports.log().read(key.author(), Ranges.NONE.with(key.seq()), 1),
                (found, cause) ->
                        cause == null ? new MessageHeld(ticket, found.stream().findFirst()) : unknown(ticket));
    }

    private void store(Effect.Store store, MemberId author) {
        CompletableFuture<ChatActor.Ack> ack = new CompletableFuture<>();
        ports.store().accept(new ChatActor.Arrived(author, List.of(store.message()), ack));
        context.pipeToSelf(ack, (stored, cause) -> cause == null ? stored(store, stored) : unknown(store.ticket()));
    }

    private static Command stored(Effect.Store store, ChatActor.Ack ack) {
        long seq = store.message().key().seq();
        @Nullable String refused = ack.refused().get(seq);
        if (refused != null) {
            return new Failed(store.ticket(), new RelayAnswer.Refused(refused));
        }
        return ack.stored().contains(seq)
                ? new MessageHeld(store.ticket(), Optional.of(store.message()))
                : unknown(store.ticket());
    }

    private static Command unknown(long ticket) {
        return new Failed(ticket, new RelayAnswer.Outcomes(Map.of()));
    }

    private long now() {
        return ports.clock().getAsLong();
    }
}
