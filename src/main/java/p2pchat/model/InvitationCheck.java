package p2pchat.model;

/** Checks the proofs of invitations. {@code crypto} implements it. */
public interface InvitationCheck {

    /** Returns whether the key of an invitation has signed this admission. */
    boolean isInvited(PersonKey person, Act.Invited basis, Bytes invitationKey);

    /** Returns the id of the invitation with this public key. */
    InvitationId id(Bytes invitationKey);
}
