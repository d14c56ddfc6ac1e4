package p2pchat.roster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Authority;
import p2pchat.model.InvitationId;
import p2pchat.model.PersonKey;
import p2pchat.model.StatementSigner;

/** The rules of admission (protocol 2.13). Pure. */
final class AdmissionRules {

    /** An admin closes the expired invitation of another this much later, so that not all do so at once. */
    static final long OTHERS_DELAY_MILLIS = 60_000;

    private static final int MAX_CLOSED_AT_ONCE = 16;

    private final StatementSigner self;

    AdmissionRules(StatementSigner self) {
        this.self = self;
    }

    /**
     * The answer to an application.
     *
     * @param act must be stated first, and its effect is the answer; empty: answer at once
     */
    record Outcome(Application.Answer answer, Optional<Act> act) {
        private static Outcome of(Application.Answer answer) {
            return new Outcome(answer, Optional.empty());
        }

        private static Outcome state(PersonKey person, Act.Basis basis) {
            return new Outcome(Application.Answer.ADMITTED, Optional.of(new Act.Admit(person, basis)));
        }
    }

    /**
     * @param leading whether this node may admit
     * @param settled whether it has led long enough to have the statements of the other members
     * @param at milliseconds since 1970
     */
    Outcome judge(Knowledge known, Application application, boolean leading, boolean settled, long at) {
        Authority now = known.authority();
        PersonKey person = application.person();
        if (now.admits(person, application.device())) {
            return Outcome.of(Application.Answer.ADMITTED);
        }
        Authority.Standing standing = now.people().get(person);
        boolean banned = standing != null && standing.banned();
        if (now.revoked().containsKey(new Authority.Device(person, application.device()))) {
            return Outcome.of(Application.Answer.REMOVED);
        }
        if (banned) {
            return Outcome.of(refusal(known, person));
        }
        if (now.locked()) {
            return Outcome.of(standing == null ? Application.Answer.LOCKED : refusal(known, person));
        }
        if (application.invitation().isPresent()) {
            Act.Invited invited = application.invitation().get();
            if (!isUsable(now, person, invited, at)) {
                boolean isKnown = now.invitations().containsKey(invited.invitation());
                return Outcome.of(isKnown || settled ? invitationInvalid(known, person) : Application.Answer.RETRY);
            }
            return leading ? Outcome.state(person, invited) : Outcome.of(Application.Answer.RETRY);
        }
        if (now.policy() == AdmissionPolicy.OPEN) { // removed without a ban
            return leading ? Outcome.state(person, new Act.Open()) : Outcome.of(Application.Answer.RETRY);
        }
        if (standing != null) {
            return Outcome.of(refusal(known, person));
        }
        if (now.policy() == AdmissionPolicy.INVITE) {
            return Outcome.of(Application.Answer.NOT_INVITED);
        }
        return Outcome.of(leading ? Application.Answer.PENDING : Application.Answer.RETRY);
    }

    private boolean isUsable(Authority now, PersonKey person, Act.Invited invited, long at) {
        Authority.Invitation invitation = now.invitations().get(invited.invitation());
        return invitation != null
                && !invitation.closed()
                && !isExpired(invitation.terms(), at)
                && self.isInvited(person, invited, invitation.terms().key());
    }

    private static boolean isExpired(Act.Invite terms, long at) {
        return terms.expiresAt() != 0 && terms.expiresAt() <= at;
    }

    /** A removed member may still send the invitation it came in with; it must learn of its removal. */
    static Application.Answer invitationInvalid(Knowledge known, PersonKey person) {
        return known.authority().people().containsKey(person) && known.wasAdmitted(person)
                ? Application.Answer.REMOVED
                : Application.Answer.INVITATION_INVALID;
    }

    /** An admin who denies an application removes a person that never was in the network. */
    private static Application.Answer refusal(Knowledge known, PersonKey person) {
        return known.authority().wasOpen() || known.wasAdmitted(person)
                ? Application.Answer.REMOVED
                : Application.Answer.DENIED;
    }

    /** Returns acts that close expired invitations, if this person may. */
    List<Act> expired(Knowledge known, long at) {
        Authority now = known.authority();
        PersonKey me = self.author().person();
        List<Act> closings = new ArrayList<>();
        if (!now.isAdmin(me)) {
            return closings;
        }
        for (Map.Entry<InvitationId, Authority.Invitation> entry :
                now.invitations().entrySet()) {
            Authority.Invitation invitation = entry.getValue();
            long delay = invitation.by().equals(me) ? 0 : OTHERS_DELAY_MILLIS;
            if (!invitation.closed()
                    && isExpired(invitation.terms(), at - delay)
                    && closings.size() < MAX_CLOSED_AT_ONCE) {
                closings.add(new Act.Close(entry.getKey()));
            }
        }
        return closings;
    }
}
