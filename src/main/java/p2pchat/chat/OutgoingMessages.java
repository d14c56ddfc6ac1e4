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
 * Writes this node's messages to the log. The first messages of a process wait until {@link SequenceRecovery} is
 * complete.
 *
 * <p>Part of the {@link ChatActor}; runs on its thread.
 */
final class OutgoingMessages {

    /** Messages that may wait for their numbers. Further ones are refused. */
    private static final int MAX_WAITING = 1_024;

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final NodeId self;
    private final ChatActor.Ports ports;
    private final Outbox outbox;
    private final Deque<Say> waiting = new ArrayDeque<>();
    private boolean checkRunning;
    /** The running check may have missed what the next one is to find. */
    private boolean recheckPending;

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

    void say(Say message) {
        if (!ChatMessage.fits(message.what().text())) {
            message.accepted().completeExceptionally(new IllegalArgumentException("the text is too long"));
        } else if (outbox.mayWrite()) {
            write(message);
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(message);
            checkLog();
        } else {
            message.accepted().completeExceptionally(new IllegalStateException("too many messages wait to be written"));
        }
    }

    private void write(Say message) {
        CompletionStage<DeliveredMessage> answered = ports.log()
                .write(self, message.what())
                .whenComplete((written, cause) -> {
                    if (cause == null) { // completed here because the actor may have stopped
                        message.accepted().complete(written.message().id());
                    } else {
                        message.accepted().completeExceptionally(cause);
                    }
                });
        context.pipeToSelf(answered, (written, cause) -> new ChatActor.Written(written));
    }

    /** Reads which own messages the log holds, now or once more if that is being done. */
    void checkLog() {
        recheckPending = checkRunning;
        if (!checkRunning) {
            checkRunning = true;
            readLog();
        }
    }

    void readLog() {
        recheckPending = false;
        context.pipeToSelf(ports.log().held(self), (held, cause) -> new ChatActor.OwnLogRead(held));
    }

    /** Writes waiting messages if their numbers are known now. {@code held} is null if the log could not be read. */
    List<Outbox.Effect> logRead(@Nullable Ranges held, long now) {
        List<Outbox.Effect> effects = held == null ? List.of() : outbox.logRead(held, now);
        if (!outbox.mayWrite()) {
            ChatActor.SequenceCheckDue due = new ChatActor.SequenceCheckDue();
            timers.startSingleTimer(due, due, SequenceRecovery.CHECK_EVERY);
            return effects;
        }
        waiting.forEach(this::write);
        waiting.clear();
        checkRunning = recheckPending;
        if (recheckPending) {
            readLog();
        }
        return effects;
    }

    void messagesMissing(NodeId member, long upTo) {
        context.getLog().warn("{} holds own messages up to {}: this store is an older copy", member, upTo);
        ports.log().skipNumbers(self, upTo);
        ports.gaps().accept(member);
        checkLog();
    }

    /** Checks the log again once own messages that were missing here have been fetched and stored. */
    void synced(ChatActor.Synced m) {
        if (m.messages().stream().anyMatch(message -> message.author().equals(self))) {
            context.pipeToSelf(m.waiting(), (stored, cause) -> new ChatActor.OwnMessagesSynced());
        }
    }

    void stop() {
        waiting.forEach(say -> say.accepted().completeExceptionally(new IllegalStateException("leaving")));
    }
}
