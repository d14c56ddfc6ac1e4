package p2pchat.model;

import java.util.List;

/** Makes invitations to one network, and proves that this person has one. {@code crypto} implements it. */
public interface InvitationKeys {

    /** Draws the key of a new invitation. */
    NewInvitation draw(boolean spoken);

    /** Proves that this person has an invitation. */
    JoinProof prove(Invite invite);

    /** Prepares for calls to the members that a link names, which must have the device keys in it. */
    void expect(List<Invite.Contact> members);

    /** An invitation that this process makes. */
    interface NewInvitation {

        /** Returns the public key. */
        Bytes key();

        /**
         * Returns the link or the spoken code.
         *
         * @param members of the view, those to ask first
         */
        String secret(Address directory, long epoch, List<Member> members);
    }
}
