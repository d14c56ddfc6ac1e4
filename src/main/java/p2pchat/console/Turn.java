package p2pchat.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import p2pchat.model.NetworkName;

/** Where an input leads {@link Rooms}, and what is to be done, in order. */
record Turn(Rooms next, List<Deed> deeds) {

    /**
     * Something to do.
     *
     * @param network the one it is about; empty where it is about none, or none is left
     */
    record Deed(Optional<NetworkName> network, Effect effect) {}

    Turn {
        deeds = List.copyOf(deeds);
    }

    /** Goes on from where this turn leads; the deeds of both, in order. */
    Turn then(Function<Rooms, Turn> more) {
        Turn second = more.apply(next);
        List<Deed> all = new ArrayList<>(deeds);
        all.addAll(second.deeds);
        return new Turn(second.next, all);
    }
}
