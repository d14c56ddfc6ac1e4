package p2pchat.liveness;

import java.time.Duration;
import java.util.Set;
import p2pchat.model.MemberId;
import p2pchat.model.NodeId;
import p2pchat.model.Stint;
import p2pchat.model.Uid;
import p2pchat.model.View;

/** Reports of liveness to the rest of the node. */
public sealed interface LivenessReport {

    /** The leader is silent or disconnected, and neither this node nor its helpers reach it. */
    record LeaderLost(Stint stint) implements LivenessReport {}

    /** The leader answers that it does not lead this node: it does not lead, is in a lower epoch, or has another view. */
    record LeaderDenies(Stint stint) implements LivenessReport {}

    /** The leader came under suspicion after this silence, or is trusted again; for display. */
    record LeaderSuspected(Stint stint, boolean suspected, Duration silence) implements LivenessReport {}

    /** {@code fresh} means that the leader itself was heard within t2 and its connection is up (H3). */
    record LeaderFresh(Stint stint, boolean fresh) implements LivenessReport {}

    /** This member of our view is silent, and neither this node nor its helpers reach it (H8). */
    record MemberLost(Stint stint, MemberId member) implements LivenessReport {}

    /** The members of our view that this node does not hear now; for display. */
    record MembersSilent(Stint stint, Set<NodeId> members) implements LivenessReport {
        public MembersSilent {
            members = Set.copyOf(members);
        }
    }

    /** The candidate's poll is complete. The count includes this node; it is reported again when it changes. */
    record Heard(Stint stint, int count) implements LivenessReport {}

    /** The answer to {@link Liveness.Input.Verify}. */
    record Verified(Stint stint, Uid suspect, boolean alive) implements LivenessReport {}

    /** A node showed a newer view. {@code byItsLeader} means that its leader did, leading now. */
    record ViewSeen(View view, boolean byItsLeader) implements LivenessReport {}

    /** A member of our view answered with an older one, so it should be shown ours (H9). */
    record Behind(MemberId member) implements LivenessReport {}

    /** This process stood still, so conclusions from silence are void (H6). */
    record Lagged(Stint stint) implements LivenessReport {}

    /** This machine was suspended, so everything may have changed (H6). */
    record Resumed(Stint stint) implements LivenessReport {}
}
