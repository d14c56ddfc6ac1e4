package p2pchat.liveness;

import java.time.Duration;
import java.util.Set;
import p2pchat.model.MemberId;
import p2pchat.model.NodeId;
import p2pchat.model.Stint;
import p2pchat.model.Uid;
import p2pchat.model.View;

/** What the watch tells the rest of the node. */
public sealed interface LivenessReport {

    /** The leader is gone: silent or cut off, and nobody who was asked reaches it. */
    record LeaderLost(Stint stint) implements LivenessReport {}

    /** The leader answers, but does not lead us: not leading, in a lower epoch, or without us in its view. */
    record LeaderDenies(Stint stint) implements LivenessReport {}

    /**
     * Whether the leader is in doubt at this moment; for the eyes of people.
     *
     * @param silence how long it was not heard when that began; zero when it ends
     */
    record LeaderSuspected(Stint stint, boolean suspected, Duration silence) implements LivenessReport {}

    /** Whether the leader itself was heard within t2 and its connection stands (H3). */
    record LeaderFresh(Stint stint, boolean fresh) implements LivenessReport {}

    /** We lead, and this member is gone: silent, and nobody who was asked reaches it (H8). */
    record MemberLost(Stint stint, MemberId member) implements LivenessReport {}

    /** We lead, and hear nothing of these members ourselves at this moment; for the eyes of people. */
    record MembersSilent(Stint stint, Set<NodeId> members) implements LivenessReport {
        public MembersSilent {
            members = Set.copyOf(members);
        }
    }

    /** The candidate's poll is complete: this many are heard, ourselves included. Repeated when the number changes. */
    record Heard(Stint stint, int count) implements LivenessReport {}

    /** The answer to {@link Liveness#verify}. */
    record Verified(Stint stint, Uid suspect, boolean alive) implements LivenessReport {}

    /**
     * Somebody showed a newer view.
     *
     * @param byItsLeader whether it came from its leader, leading now
     */
    record ViewSeen(View view, boolean byItsLeader) implements LivenessReport {}

    /** A member of our view answered with a lower one: it should be shown ours (H9). */
    record Behind(MemberId member) implements LivenessReport {}

    /** This process stood still for a while: what it was about to conclude from silence is void (H6). */
    record Lagged(Stint stint) implements LivenessReport {}

    /** This machine was suspended: everything may have changed (H6). */
    record Resumed(Stint stint) implements LivenessReport {}
}
