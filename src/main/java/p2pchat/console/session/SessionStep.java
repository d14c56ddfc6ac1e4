package p2pchat.console.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import p2pchat.model.NetworkName;

/** Where an input leads {@link SessionState}, and what is to be done, in order. */
public record SessionStep(SessionState next, List<Effect> deeds) {

    /**
     * Something to do.
     *
     * @param network the one it is about; empty where it is about none, or none is left
     */
    record Effect(Optional<NetworkName> network, ConversationEffect effect) {}

    public SessionStep {
        deeds = List.copyOf(deeds);
    }

    /** Goes on from where this turn leads; the deeds of both, in order. */
    SessionStep then(Function<SessionState, SessionStep> more) {
        SessionStep second = more.apply(next);
        List<Effect> all = new ArrayList<>(deeds);
        all.addAll(second.deeds);
        return new SessionStep(second.next, all);
    }
}
