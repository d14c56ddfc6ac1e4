package p2pchat.election;

import p2pchat.model.Stint;
import p2pchat.model.View;

/** What the election tells the rest of the node. */
public sealed interface ElectionReport {

    /** Nobody who outranks us answered: claim the lead. {@code heard} counts this node too. */
    record Claim(Stint stint, int heard) implements ElectionReport {}

    /** A member hears the leader well: follow it again (H3). */
    record LeaderFresh(Stint stint) implements ElectionReport {}

    /** Somebody leads, or was to lead by now: look for it. */
    record Over(Stint stint) implements ElectionReport {}

    /** A leader showed its view. */
    record ViewSeen(View view) implements ElectionReport {}

    /** Somebody misses the leader: see for ourselves whether it is there. */
    record Doubted(Stint stint) implements ElectionReport {}
}
