package p2pchat.console.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Result of an input: the next state and the effects to perform, in order. */
record Step<S>(S next, List<Effect> effects) {

    Step {
        effects = List.copyOf(effects);
    }

    static <S> Step<S> of(S next, Effect... effects) {
        return new Step<>(next, List.of(effects));
    }

    /** Applies a second input to the next state. The effects of both follow each other. */
    Step<S> then(Function<S, Step<S>> input) {
        Step<S> second = input.apply(next);
        List<Effect> all = new ArrayList<>(effects);
        all.addAll(second.effects);
        return new Step<>(second.next, all);
    }
}
