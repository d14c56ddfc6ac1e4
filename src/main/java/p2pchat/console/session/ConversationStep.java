package p2pchat.console.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Where an input leads a {@link ConversationState}, and what is to be done, in order. */
public record ConversationStep(ConversationState next, List<ConversationEffect> effects) {
    public ConversationStep {
        effects = List.copyOf(effects);
    }

    /** Goes on from where this step leads; the effects of both, in order. */
    ConversationStep then(Function<ConversationState, ConversationStep> more) {
        ConversationStep second = more.apply(next);
        List<ConversationEffect> all = new ArrayList<>(effects);
        all.addAll(second.effects);
        return new ConversationStep(second.next, all);
    }
}
