package p2pchat.membership;

import p2pchat.model.Address;
import p2pchat.model.Nick;

/**
 * The mission's join_network, to a leader. The header carries the id of a member that comes back.
 *
 * @param highestSeq of its own messages that it holds, so that a store restored from a backup is noticed (H11)
 */
public record JoinRequest(Nick nick, Address address, long highestSeq) {}
