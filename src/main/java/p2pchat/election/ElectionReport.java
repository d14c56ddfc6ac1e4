package p2pchat.election;

import p2pchat.model.Stint;
import p2pchat.model.View;

/** Reports of the election to the rest of the node. */
public sealed interface ElectionReport {

    /** No member with a lower id takes over, so claim the lead. {@code heard} includes this node. */
    record Claim(Stint stint, int heard) implements ElectionReport {}

    /** A member hears the leader, so follow it again (H3). */
    record LeaderFresh(Stint stint) implements ElectionReport {}

    /** Another member leads, or should lead by now, so search for it. */
    record Over(Stint stint) implements ElectionReport {}

    /** A leader showed its view. */
    record ViewSeen(View view) implements ElectionReport {}

    /** Another member misses the leader, so check it now. */
    record Doubted(Stint stint) implements ElectionReport {}
}
