package p2pchat.simulation;

import java.util.random.RandomGenerator;
import p2pchat.model.MessageSigner;

/** Claims to hear more members than there are, so that it leads more often. {@link Fault.TwoViews} lets it lie as a leader. */
final class ViewForger extends Conduct {

    ViewForger(RandomGenerator random, MessageSigner own) {}

    @Override
    int hears(int members) {
        return members + 100;
    }
}
