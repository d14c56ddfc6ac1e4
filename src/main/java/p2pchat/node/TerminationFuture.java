package p2pchat.node;

import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Completes a future when an actor has terminated. */
final class TerminationFuture {

    private TerminationFuture() {}

    static Behavior<Void> of(ActorRef<?> actor, CompletableFuture<Void> terminated) {
        return Behaviors.setup(context -> {
            context.watch(actor);
            return Behaviors.receive(Void.class)
                    .onSignal(Terminated.class, signal -> {
                        terminated.complete(null);
                        return Behaviors.stopped();
                    })
                    .build();
        });
    }
}
