package p2pchat.roster;

import java.util.Optional;
import p2pchat.model.Act;
import p2pchat.model.Address;
import p2pchat.model.DeviceKey;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.Uid;

/**
 * A request for admission. The edge has verified the applicant's card.
 *
 * @param invitation the proof that it was invited, if it has one
 */
public record Application(
        Uid uid, PersonKey person, DeviceKey device, Nick nick, Address address, Optional<Act.Invited> invitation) {

    /** The answers to an application. */
    public enum Answer {
        /** The person may enter: it was admitted before, or is now. */
        ADMITTED,
        /** An admin must approve; the applicant asks again. */
        PENDING,
        /** The network admits only with an invitation, and there was none. */
        NOT_INVITED,
        /** An admin has denied an earlier application of the person. */
        DENIED,
        /** The invitation is not known, used up, expired or ended. */
        INVITATION_INVALID,
        /** Nobody new may enter. */
        LOCKED,
        /** The person was removed or banned, or the device revoked. */
        REMOVED,
        /** This node cannot admit now: it does not lead, or its store does not respond. */
        RETRY
    }
}
