package p2pchat.node;

import java.util.List;
import p2pchat.membership.Applicant;
import p2pchat.model.InvitationKeys;
import p2pchat.model.Invite;
import p2pchat.model.NetworkId;
import p2pchat.node.NetworkSettings.Entry;

/** Creates the {@link Applicant} of this node. */
final class Applicants {

    private Applicants() {}

    static Applicant of(NetworkSettings settings, NetworkId network, Stores.Opened store) {
        Applicant applicant = new Applicant(
                settings.name(),
                store.uid(),
                settings.nick(),
                settings.address(),
                settings.directory(),
                settings.entry() != Entry.ONLY_JOIN && settings.entry() != Entry.VISIT,
                settings.entry() == Entry.VISIT);
        return settings.invite()
                .map(invite -> invited(applicant, invite, network, store.invitations()))
                .orElse(applicant);
    }

    private static Applicant invited(Applicant applicant, Invite invite, NetworkId network, InvitationKeys keys) {
        List<Invite.Contact> members =
                invite.origin().map(Invite.Origin::members).orElse(List.of());
        keys.expect(members);
        return applicant.with(
                keys.prove(invite),
                members.stream().map(member -> member.leader(network)).toList());
    }
}
