package p2pchat.console;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Where an input leads a {@link Dialogue}, and what is to be done, in order. */
record Step(Dialogue next, List<Effect> effects) {
    Step {
        effects = List.copyOf(effects);
    }

    /** Goes on from where this step leads; the effects of both, in order. */
    Step then(Function<Dialogue, Step> more) {
        Step second = more.apply(next);
        List<Effect> all = new ArrayList<>(effects);
        all.addAll(second.effects);
        return new Step(second.next, all);
    }
}
