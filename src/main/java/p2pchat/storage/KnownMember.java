package p2pchat.storage;

import p2pchat.model.Address;
import p2pchat.model.MemberId;
import p2pchat.model.Nick;

/**
 * Somebody who stands or once stood in a view of the network.
 *
 * @param present whether the view kept last names it
 * @param seenAt when a view that names it was last kept, milliseconds since 1970
 */
public record KnownMember(MemberId id, Nick nick, Address address, boolean present, long seenAt) {}
