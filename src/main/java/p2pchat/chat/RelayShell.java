package p2pchat.chat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import p2pchat.chat.ChatActor.Arrived;
import p2pchat.chat.ChatActor.Command;
import p2pchat.model.ChatMessage;
import p2pchat.model.MemberId;
import p2pchat.model.MessageKey;
import p2pchat.model.Ranges;
import p2pchat.model.View;

/**
 * The way of messages through the leader: asks it for this node's own, and passes on those of others while this node
 * leads.
 *
 * <p>Part of the {@link ChatActor}, on whose thread alone it runs. Decides nothing: that do {@link RelayRequests} and
 * {@link LeaderRelay}.
 */
final class RelayShell {

    /** An author waits so long for the leader's answer (protocol 2.6). */
    static final Duration LONGEST_RELAY = Duration.ofSeconds(5);

    private record Answered(long ticket, UnaryMessages.@Nullable RelayAnswer answer) implements ChatActor.OfRelays {}

    private record Held(
            long ticket,
            Optional<ChatMessage> message,
            @Nullable String refused) implements ChatActor.OfRelays {}

    private record NotHeld(long ticket) implements ChatActor.OfRelays {}

    private record Tried(LeaderRelay.Effect.Deliver call, Optional<UnaryMessages.Receipt> receipt)
            implements ChatActor.OfRelays {}

    private record LookDue() implements ChatActor.OfRelays {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final MemberId self;
    private final ChatActor.Ports ports;
    private final RecentMessages recent;
    private final RelayRequests fallback;
    private final LeaderRelay passing;
    private final Map<Long, ChatActor.RelayRequested> asked = new HashMap<>();
    private long lastTicket;

    RelayShell(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            MemberId self,
            ChatActor.Ports ports,
            RecentMessages recent,
            RelayRequests fallback) {
        this.context = context;
        this.timers = timers;
        this.self = self;
        this.ports = ports;
        this.recent = recent;
        this.fallback = fallback;
        this.passing = new LeaderRelay(self.node());
    }

    /** Sees to it that somebody looks while anything is on its way. */
    void watch(long now) {
        if ((fallback.needsChecks(now) || passing.busy()) && !timers.isTimerActive(LookDue.class)) {
            timers.startSingleTimer(LookDue.class, new LookDue(), RelayRequests.CHECK_EVERY);
        }
    }

    void view(View view) {
        take(passing.viewChanged(view));
    }

    /** Another author's message. */
    void passOn(ChatActor.RelayRequested m, long now) {
        lastTicket++;
        asked.put(lastTicket, m);
        take(passing.requested(lastTicket, m.from().node(), m.relay(), now));
        watch(now);
    }

    /** What the outbox is to perform now that one of this node's own calls has come to something. */
    List<Outbox.Effect> on(ChatActor.OfRelays event, long now) {
        if (event instanceof Answered answered) {
            if (answered.answer() instanceof UnaryMessages.RelayAnswer.Refused refused) {
                context.getLog().warn("the leader refuses a message and passes it on to nobody: {}", refused.why());
            }
            return answered.answer() == null
                    ? fallback.failed(answered.ticket(), now)
                    : fallback.answered(answered.ticket(), answered.answer(), now);
        } else if (event instanceof LookDue) {
            take(passing.check(now));
            return fallback.check(now);
        } else if (event instanceof Held held) {
            take(
                    held.refused() == null
                            ? passing.messageHeld(held.ticket(), held.message())
                            : passing.failed(held.ticket(), new UnaryMessages.RelayAnswer.Refused(held.refused())));
        } else if (event instanceof NotHeld failed) {
            take(passing.failed(failed.ticket(), new UnaryMessages.RelayAnswer.Outcomes(Map.of())));
        } else if (event instanceof Tried tried) {
            take(passing.delivered(tried.call().ticket(), tried.call().to().node(), tried.receipt()));
        } else {
            throw new AssertionError("no handler for " + event);
        }
        return List.of();
    }

    /** Of this node's own messages. */
    void ask(Outbox.Effect.Relay relay) {
        CompletionStage<UnaryMessages.RelayAnswer> answer = relay.whole()
                ? own(relay.key())
                        .thenCompose(
                                body -> ports.unaryMessages().relay(relay.leader(), letter(relay, body), LONGEST_RELAY))
                : ports.unaryMessages().relay(relay.leader(), letter(relay, Optional.empty()), LONGEST_RELAY);
        context.pipeToSelf(answer, (passed, cause) -> new Answered(relay.ticket(), passed));
    }

    void doubt(MemberId member) {
        context.getLog().info("{} does not answer", member);
        ports.verify().accept(member);
    }

    void stop() {
        asked.values().forEach(m -> m.answer().completeExceptionally(new IllegalStateException("leaving")));
    }

    private static UnaryMessages.RelayRequest letter(Outbox.Effect.Relay relay, Optional<ChatMessage> body) {
        return new UnaryMessages.RelayRequest(relay.key(), relay.id(), body, relay.to());
    }

    private CompletionStage<Optional<ChatMessage>> own(MessageKey key) {
        Ranges wanted = Ranges.NONE.with(key.seq());
        return recent.find(wanted)
                .<CompletionStage<List<ChatMessage>>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> ports.log().read(self.node(), wanted, 1))
                .thenApply(found -> found.stream().findFirst());
    }

    private void take(List<LeaderRelay.Effect> effects) {
        effects.forEach(this::perform);
    }

    private void perform(LeaderRelay.Effect effect) {
        if (effect instanceof LeaderRelay.Effect.Store keep) {
            Optional.ofNullable(asked.get(keep.ticket())).ifPresent(m -> keep(keep, m.from()));
        } else if (effect instanceof LeaderRelay.Effect.Read find) {
            context.pipeToSelf(
                    ports.log()
                            .read(
                                    find.key().author(),
                                    Ranges.NONE.with(find.key().seq()),
                                    1),
                    (found, cause) -> cause == null
                            ? new Held(find.ticket(), found.stream().findFirst(), null)
                            : new NotHeld(find.ticket()));
        } else if (effect instanceof LeaderRelay.Effect.Deliver call) {
            context.pipeToSelf(
                    ports.unaryMessages().deliver(call.to(), call.message(), LeaderRelay.DELIVERY_TIMEOUT),
                    (receipt, cause) -> new Tried(call, Optional.ofNullable(receipt)));
        } else if (effect instanceof LeaderRelay.Effect.Verify doubt) {
            doubt(doubt.member());
        } else if (effect instanceof LeaderRelay.Effect.Answer answer) {
            Optional.ofNullable(asked.remove(answer.ticket()))
                    .ifPresent(m -> m.answer().complete(answer.answer()));
        } else {
            throw new AssertionError("no handler for " + effect);
        }
    }

    /** As everything that arrives: the leader is a reader too. */
    private void keep(LeaderRelay.Effect.Store keep, MemberId from) {
        ChatMessage message = keep.message();
        CompletableFuture<ChatActor.Ack> ack = new CompletableFuture<>();
        context.getSelf().tell(new Arrived(from, List.of(message), ack));
        context.pipeToSelf(
                ack,
                (stored, cause) -> cause == null
                        ? new Held(
                                keep.ticket(),
                                Optional.of(message),
                                stored.refused().get(message.key().seq()))
                        : new NotHeld(keep.ticket()));
    }
}
