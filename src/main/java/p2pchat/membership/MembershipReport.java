package p2pchat.membership;

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

    record Event(NetworkEvent event) implements MembershipReport {}

    /** Another founder got the name first, before this node was admitted. */
    record NameTaken(NetworkId network) implements MembershipReport {}

    record StoreFailed(Throwable cause) implements MembershipReport {}
}
