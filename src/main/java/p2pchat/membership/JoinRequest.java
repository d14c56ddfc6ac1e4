package p2pchat.membership;

import p2pchat.model.Address;
import p2pchat.model.Nick;

/**
 * The mission's join_network, sent to a leader. The header carries the id of a returning member.
 *
 * @param visiting see {@link p2pchat.model.Member}
 */
public record JoinRequest(Nick nick, Address address, boolean visiting) {}
