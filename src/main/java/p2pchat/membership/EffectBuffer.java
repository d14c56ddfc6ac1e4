package p2pchat.membership;

import java.util.ArrayList;
import java.util.List;
import p2pchat.membership.Membership.Effect;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Leader;
import p2pchat.model.NetworkEvent;

/** Collects the effects of one input, in order, and numbers the calls. */
final class EffectBuffer {

    private List<Effect> effects = new ArrayList<>();
    private long lastTicket;

    void add(Effect effect) {
        effects.add(effect);
    }

    void emit(NetworkEvent event) {
        effects.add(new Effect.Emit(event));
    }

    long findRecord() {
        effects.add(new Effect.FindRecord(++lastTicket));
        return lastTicket;
    }

    long askDirectory(DirectoryRequest request) {
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
