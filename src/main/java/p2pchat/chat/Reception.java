package p2pchat.chat;

import java.util.Collection;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import p2pchat.chat.ChatActor.Arrived;
import p2pchat.chat.ChatActor.Command;
import p2pchat.chat.ChatActor.Overdue;
import p2pchat.model.NodeId;
import p2pchat.model.View;

/**
 * Takes batches in: at once from whoever was seen in a view, from {@link Strangers} a little later.
 *
 * <p>Part of the {@link ChatActor}, on whose thread alone it runs.
 */
final class Reception {

    private final ActorContext<Command> context;
    private final Strangers strangers;
    private final Consumer<Arrived> taker;

    Reception(ActorContext<Command> context, Collection<NodeId> known, Consumer<Arrived> taker) {
        this.context = context;
        this.strangers = new Strangers(known);
        this.taker = taker;
    }

    void take(Arrived batch) {
        if (strangers.keeps(batch)) {
            Overdue overdue = new Overdue(batch.from().node());
            context.scheduleOnce(Strangers.PATIENCE, context.getSelf(), overdue);
        } else {
            taker.accept(batch);
        }
    }

    void view(View view) {
        strangers.view(view).forEach(taker);
    }

    void overdue(Overdue m) {
        strangers.overdue(m.stranger()).forEach(taker);
    }
}
