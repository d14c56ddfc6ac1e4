package p2pchat.membership;

import java.util.ArrayList;
import java.util.List;
import p2pchat.membership.Membership.Effect;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Leader;
import p2pchat.model.NetworkEvent;

/** The effects of the present input, in order, and the numbers of calls. */
final class EffectBuffer {

    private List<Effect> effects = new ArrayList<>();
    private long lastTicket;

    void add(Effect effect) {
        effects.add(effect);
    }

    void tell(NetworkEvent event) {
        effects.add(new Effect.Tell(event));
    }

    long askInformation() {
        effects.add(new Effect.AskInformation(++lastTicket));
        return lastTicket;
    }

    long ask(DirectoryRequest request) {
        effects.add(new Effect.AskDirectory(++lastTicket, request));
        return lastTicket;
    }

    long join(Leader to, JoinRequest request, long timeoutMillis) {
        effects.add(new Effect.Join(++lastTicket, to, request, timeoutMillis));
        return lastTicket;
    }

    long leave(Leader to, long timeoutMillis) {
        effects.add(new Effect.Leave(++lastTicket, to, timeoutMillis));
        return lastTicket;
    }

    long coordinate(Leader to, Coordinator coordinator, long timeoutMillis) {
        effects.add(new Effect.Coordinate(++lastTicket, to, coordinator, timeoutMillis));
        return lastTicket;
    }

    void schedule(Membership.Timer timer, long delayMillis) {
        effects.add(new Effect.Schedule(timer, delayMillis));
    }

    List<Effect> drain() {
        List<Effect> done = effects;
        effects = new ArrayList<>();
        return done;
    }
}
