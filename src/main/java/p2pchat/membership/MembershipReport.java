package p2pchat.membership;

import java.util.List;
import p2pchat.model.Head;
import p2pchat.model.Leader;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.Stint;

/** Reports of the membership of a network to its guardian. */
public sealed interface MembershipReport {

    /** Replaces the snapshot in the other parts of the node. All headers carry it from now on. */
    record Changed(MembershipSnapshot snapshot) implements MembershipReport {}

    /** Asks liveness to prove that this member is gone; ends in the input Verified. */
    record Verify(Stint stint, Leader suspect) implements MembershipReport {}

    /** A leader admitted this node. The next message follows the newest messages of the leader's log. */
    record Admitted(List<Head> frontier) implements MembershipReport {
        public Admitted {
            frontier = List.copyOf(frontier);
        }
    }

    record Event(NetworkEvent event) implements MembershipReport {}

    /** Another founder got the name first, before this node was admitted. */
    record NameTaken(NetworkId network) implements MembershipReport {}

    record StoreFailed(Throwable cause) implements MembershipReport {}
}
