package p2pchat.chat;

import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import p2pchat.chat.ChatActor.Arrived;
import p2pchat.chat.ChatActor.Command;
import p2pchat.chat.ChatActor.HistoryKnown;
import p2pchat.model.NodeId;
import p2pchat.model.View;

/**
 * Takes batches in: at once from whoever was seen in a view, from {@link UnknownSenderBuffer} a little later. Sees to it that
 * neither they nor the {@link HistoryGate} are waited for too long.
 *
 * <p>Part of the {@link ChatActor}, on whose thread alone it runs.
 */
final class InboundGate {

    private record Overdue(NodeId stranger) implements ChatActor.OfReception {}

    private record PastOverdue() implements ChatActor.OfReception {}

    private final ActorContext<Command> context;
    private final NodeId self;
    private final UnknownSenderBuffer strangers;
    private final InboundMessages arrivals;
    private final Consumer<CompletionStage<Runnable>> later;

    InboundGate(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            NodeId self,
            Collection<NodeId> known,
            InboundMessages arrivals,
            Consumer<CompletionStage<Runnable>> later) {
        this.context = context;
        this.self = self;
        this.strangers = new UnknownSenderBuffer(known);
        this.arrivals = arrivals;
        this.later = later;
        timers.startSingleTimer(new PastOverdue(), HistoryGate.PATIENCE);
    }

    void take(Arrived batch) {
        if (strangers.hold(batch)) {
            Overdue overdue = new Overdue(batch.from().node());
            context.scheduleOnce(UnknownSenderBuffer.PATIENCE, context.getSelf(), overdue);
        } else {
            store(batch);
        }
    }

    void view(View view) {
        arrivals.viewChanged(view);
        strangers.viewChanged(view).forEach(this::store);
        if (view.leader().equals(self)) {
            arrivals.noHistory();
        }
    }

    void on(ChatActor.OfReception event) {
        if (event instanceof Overdue overdue) {
            strangers.timeout(overdue.stranger()).forEach(this::store);
        } else if (event instanceof HistoryKnown past) {
            arrivals.historyKnown(past.leaders(), past.before());
        } else if (event instanceof PastOverdue) {
            arrivals.historyTimeout();
        } else {
            throw new AssertionError("no handler for " + event);
        }
    }

    private void store(Arrived batch) {
        later.accept(arrivals.store(batch));
    }
}
