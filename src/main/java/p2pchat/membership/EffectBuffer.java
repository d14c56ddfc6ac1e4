package p2pchat.membership;

import java.util.ArrayList;
import java.util.List;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Leader;
import p2pchat.model.NetworkEvent;

/** Collects the effects of one input, in order, and numbers the calls. */
final class EffectBuffer {

    private List<MembershipEffect> effects = new ArrayList<>();
    private long lastTicket;

    void add(MembershipEffect effect) {
        effects.add(effect);
    }

    void report(MembershipReport report) {
        effects.add(new MembershipEffect.Report(report));
    }

    void emit(NetworkEvent event) {
        report(new MembershipReport.Event(event));
    }

    long findRecord() {
        effects.add(new MembershipEffect.FindRecord(++lastTicket));
        return lastTicket;
    }

    long askDirectory(DirectoryRequest request) {
        effects.add(new MembershipEffect.AskDirectory(++lastTicket, request));
        return lastTicket;
    }

    long join(Leader to, JoinRequest request, long timeoutMillis) {
        effects.add(new MembershipEffect.Join(++lastTicket, to, request, timeoutMillis));
        return lastTicket;
    }

    long leave(Leader to, long timeoutMillis) {
        effects.add(new MembershipEffect.Leave(++lastTicket, to, timeoutMillis));
        return lastTicket;
    }

    long coordinate(Leader to, Coordinator coordinator, long timeoutMillis) {
        effects.add(new MembershipEffect.Coordinate(++lastTicket, to, coordinator, timeoutMillis));
        return lastTicket;
    }

    void schedule(Timer timer, long delayMillis) {
        effects.add(new MembershipEffect.Schedule(timer, delayMillis));
    }

    List<MembershipEffect> drain() {
        List<MembershipEffect> done = effects;
        effects = new ArrayList<>();
        return done;
    }
}
