package p2pchat.model;

import java.time.Duration;
import java.util.Optional;

/** What a user wants to decide about a network, with nicks in place of keys. */
public sealed interface RosterWish {

    record SetRole(Nick nick, MemberRole role) implements RosterWish {}

    /**
     * Removes a person.
     *
     * @param reason may be empty
     * @param since the first message of the person that does not count; empty: everything that this node has counts
     */
    record Remove(Nick nick, boolean ban, String reason, Optional<MessageKey> since) implements RosterWish {}

    record Unban(Nick nick) implements RosterWish {}

    record Approve(Nick nick) implements RosterWish {}

    record Deny(Nick nick) implements RosterWish {}

    /**
     * Makes an invitation.
     *
     * @param uses 0: any number
     * @param validity empty: for ever
     * @param spoken whether to make a short code in place of a link
     */
    record Invite(int uses, Optional<Duration> validity, MemberRole role, boolean spoken) implements RosterWish {}

    /**
     * Ends an invitation.
     *
     * @param id the beginning of the id of an invitation
     */
    record CloseInvitation(String id) implements RosterWish {}

    record SetPolicy(AdmissionPolicy policy) implements RosterWish {}

    record SetLocked(boolean locked) implements RosterWish {}

    /**
     * Sets the topic.
     *
     * @param text empty: none
     */
    record SetTopic(String text) implements RosterWish {}

    /**
     * Ends a device of this user.
     *
     * @param device the beginning of the fingerprint of another device of this person
     */
    record RevokeDevice(String device) implements RosterWish {}

    /**
     * The wish is fulfilled and durable.
     *
     * @param invitation that was made
     */
    record Fulfilled(Optional<MadeInvitation> invitation) {
        public static final Fulfilled DONE = new Fulfilled(Optional.empty());
    }

    /**
     * A new invitation.
     *
     * @param secret its link or spoken code
     * @param directory that a link names
     */
    record MadeInvitation(InvitationId id, Act.Invite terms, String secret, Address directory) {
        /** Returns a text without the secret. */
        @Override
        public String toString() {
            return "invitation " + id;
        }
    }
}
