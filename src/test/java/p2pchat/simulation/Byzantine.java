package p2pchat.simulation;

import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import p2pchat.model.MessageSigner;

/** The members that no protocol binds. Each has its own key and no other, and knows all that its machines know. */
enum Byzantine {
    LIAR(Liar::new),
    EQUIVOCATOR(Equivocator::new),
    WITHHOLDER(Withholder::new),
    VIEW_FORGER(ViewForger::new);

    private final BiFunction<RandomGenerator, MessageSigner, Conduct> conduct;

    Byzantine(BiFunction<RandomGenerator, MessageSigner, Conduct> conduct) {
        this.conduct = conduct;
    }

    Conduct conduct(RandomGenerator random, MessageSigner own) {
        return conduct.apply(random, own);
    }
}
