package p2pchat.model;

/**
 * The proof that a newcomer is invited, and what the newcomer itself checks before it believes those that admit it.
 *
 * @param basis sent with the request to join
 * @param invitationKey must stand in the roster as that of a valid invitation; a false network does not know it
 * @param epoch no leader of an earlier one is followed
 * @param frontier the first 8 bytes of the hash over the statements that the roster must contain; empty with a spoken
 *     code
 */
public record JoinProof(Act.Invited basis, Bytes invitationKey, long epoch, Bytes frontier) {}
