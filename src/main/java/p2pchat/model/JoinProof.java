package p2pchat.model;

/**
 * The proof that a newcomer is invited, and what the newcomer itself checks before it believes those that admit it.
 *
 * @param basis sent with the request to join
 * @param invitationKey the statement with it must be in the roster that a leader shows. A false network does not know it;
 *     a true one that does also has everything that the maker of the invitation knew
 * @param epoch no leader of an earlier one is followed
 */
public record JoinProof(Act.Invited basis, Bytes invitationKey, long epoch) {}
