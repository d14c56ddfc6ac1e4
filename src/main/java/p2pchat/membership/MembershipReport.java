package p2pchat.membership;

import p2pchat.model.Leader;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.Stint;

/** What the membership of a network tells its guardian. */
public sealed interface MembershipReport {

    /** Where this node stands from now on. */
    record Stands(MembershipSnapshot standing) implements MembershipReport {}

    /** Somebody must prove that this one is gone. */
    record Verify(Stint stint, Leader suspect) implements MembershipReport {}

    record Told(NetworkEvent event) implements MembershipReport {}

    /** The name turned out to be another network's before this node was in: a founder lost the race. */
    record Elsewhere(NetworkId network) implements MembershipReport {}

    /** The store does not take views any more. */
    record StoreFailed(Throwable cause) implements MembershipReport {}
}
