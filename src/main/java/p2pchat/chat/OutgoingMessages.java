package p2pchat.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import p2pchat.chat.ChatActor.Command;
import p2pchat.chat.ChatActor.Say;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;

/**
 * What this node says on its way to the log: the first words of a process once {@link SequenceRecovery} lets them, all others
 * at once.
 *
 * <p>Part of the {@link ChatActor}, on whose thread alone it runs.
 */
final class OutgoingMessages {

    /** Words that may wait for their numbers; who says more is told that it is too much. */
    private static final int MAX_WAITING = 1_024;

    private record LookDue() implements ChatActor.OfSpeech {}

    private record Held(@Nullable Ranges own) implements ChatActor.OfSpeech {}

    private record Remembered() implements ChatActor.OfSpeech {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final NodeId self;
    private final ChatActor.Ports ports;
    private final Outbox outbox;
    private final Deque<Say> waiting = new ArrayDeque<>();
    private boolean looking;
    private boolean again;

    OutgoingMessages(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            NodeId self,
            ChatActor.Ports ports,
            Outbox outbox) {
        this.context = context;
        this.timers = timers;
        this.self = self;
        this.ports = ports;
        this.outbox = outbox;
    }

    void say(Say said) {
        if (!ChatMessage.fits(said.what().text())) {
            said.accepted().completeExceptionally(new IllegalArgumentException("the text is too long"));
        } else if (outbox.numbering().complete()) { // then nothing waits
            write(said);
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(said);
            look();
        } else {
            said.accepted().completeExceptionally(new IllegalStateException("too much waits to be written"));
        }
    }

    /** What the outbox is to perform. */
    List<Outbox.Effect> on(ChatActor.OfSpeech event, long now) {
        if (event instanceof Remembered) {
            look();
            return List.of();
        } else if (event instanceof LookDue) {
            ask();
            return List.of();
        } else if (event instanceof Held held) {
            List<Outbox.Effect> effects = held.own() == null ? List.of() : outbox.logRead(held.own(), now);
            if (!outbox.numbering().complete()) {
                timers.startSingleTimer(LookDue.class, new LookDue(), SequenceRecovery.CHECK_EVERY);
                return effects;
            }
            waiting.forEach(this::write);
            waiting.clear();
            looking = again;
            if (again) {
                ask();
            }
            return effects;
        } else {
            throw new AssertionError("no handler for " + event);
        }
    }

    void forgotten(NodeId member, long upTo) {
        context.getLog().warn("{} holds own messages up to {}: this store is an older copy", member, upTo);
        ports.log().skipNumbers(self, upTo);
        ports.gaps().accept(member);
        look();
    }

    /** Own messages that come from others were forgotten here; the outbox learns of them once they are stored. */
    void pulled(ChatActor.Synced m) {
        if (m.messages().stream().anyMatch(message -> message.author().equals(self))) {
            context.pipeToSelf(m.waiting(), (stored, cause) -> new Remembered());
        }
    }

    void stop() {
        waiting.forEach(said -> said.accepted().completeExceptionally(new IllegalStateException("leaving")));
    }

    /** What the log holds by now; a look that is under way may have missed what is the reason for this one. */
    private void look() {
        again = looking;
        if (!looking) {
            looking = true;
            ask();
        }
    }

    private void ask() {
        again = false;
        context.pipeToSelf(ports.log().held(self), (own, cause) -> new Held(own));
    }

    private void write(Say said) {
        CompletionStage<DeliveredMessage> answered = ports.log()
                .write(self, said.what())
                .whenComplete((written, cause) -> {
                    if (cause == null) { // here, since the actor may be gone by then
                        said.accepted().complete(written.message().id());
                    } else {
                        said.accepted().completeExceptionally(cause);
                    }
                });
        context.pipeToSelf(answered, (written, cause) -> new ChatActor.Written(written));
    }
}
