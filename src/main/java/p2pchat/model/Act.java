package p2pchat.model;

import java.util.Optional;

/** What a {@link Statement} decides (protocol 2.13). Who may state it is the matter of the judgement. */
public sealed interface Act {

    /** Admits a person. Any device may carry it, because the basis makes it valid. */
    record Admit(PersonKey person, Basis basis) implements Act {}

    /** Why an admission is valid. */
    sealed interface Basis {}

    /** The network was open. */
    record Open() implements Basis {}

    /** The author is an admin or owner. */
    record Approved() implements Basis {}

    /**
     * The person has an invitation.
     *
     * @param proof signature over the person by the key of the invitation
     */
    record Invited(InvitationId invitation, Bytes proof) implements Basis {}

    /** The author's person leaves for good. Restricts only what follows it. */
    record Leave() implements Act {}

    /**
     * Gives a person a role.
     *
     * @param cuts what still counts of the person, also if this raises the role
     */
    record SetRole(PersonKey person, MemberRole role, Cuts cuts) implements Act {}

    /**
     * Removes a person.
     *
     * @param ban whether only {@link Unban} lets the person in again
     * @param reason for users; at most 200 characters; may be empty
     */
    record Remove(PersonKey person, boolean ban, String reason, Cuts cuts) implements Act {}

    /** Ends the bans of a person that the author knows. */
    record Unban(PersonKey person) implements Act {}

    /**
     * Creates an invitation.
     *
     * @param key public key of the invitation: 32 bytes
     * @param uses how many people may use it; 0: any number
     * @param expiresAt milliseconds since 1970; 0: never. Members close an invitation that has expired
     * @param role of those that it admits, at most {@code MEMBER}
     */
    record Invite(Bytes key, int uses, long expiresAt, MemberRole role) implements Act {}

    /** Ends an invitation. */
    record Close(InvitationId invitation) implements Act {}

    /**
     * Sets who may enter.
     *
     * @param locked whether nobody new may enter
     */
    record SetPolicy(AdmissionPolicy policy, boolean locked) implements Act {}

    /**
     * Sets the topic.
     *
     * @param text at most 200 characters; empty: none
     */
    record SetTopic(String text) implements Act {}

    /**
     * Ends a device of the author's person.
     *
     * @param signature by the person, over the device and the cuts
     */
    record Revoke(DeviceKey device, Cuts cuts, Bytes signature) implements Act {}

    /** The bound of reasons and topics, in characters. */
    int MAX_TEXT = 200;

    /** Returns the person that this concerns. */
    default Optional<PersonKey> subject() {
        if (this instanceof Admit admit) {
            return Optional.of(admit.person());
        } else if (this instanceof SetRole role) {
            return Optional.of(role.person());
        } else if (this instanceof Remove remove) {
            return Optional.of(remove.person());
        } else if (this instanceof Unban unban) {
            return Optional.of(unban.person());
        } else {
            return Optional.empty();
        }
    }
}
