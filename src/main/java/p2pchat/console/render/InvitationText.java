package p2pchat.console.render;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import p2pchat.console.text.TextWrap;
import p2pchat.model.Act;
import p2pchat.model.Authority;
import p2pchat.model.InvitationId;
import p2pchat.model.MemberRole;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.PersonKey;
import p2pchat.model.RosterListing;
import p2pchat.model.RosterWish;

/** Text for invitations. {@code time} formats milliseconds since 1970. */
record InvitationText(NetworkName network, Punctuation punctuation, LongFunction<String> time) {

    /** Returns a new invitation, with its secret on a line of its own that can be copied, and how to use it. */
    List<String> made(RosterWish.MadeInvitation made, Optional<NetworkEvent.Standing> standing) {
        boolean link = made.secret().startsWith(TextWrap.LINK);
        List<String> lines = new ArrayList<>();
        lines.add("invitation " + made.id() + " lets " + people(made.terms()) + " into " + network
                + (made.terms().role() == MemberRole.READER ? " to read" : "") + until(made.terms()) + ":");
        lines.add(made.secret());
        lines.add(
                link
                        ? "send it so that nobody else can read it; they run: p2p-chat join -  and paste it"
                        : "read it out; they run: p2p-chat join - --group " + network + " --nds " + made.directory()
                                + "  and type it");
        if (made.directory().isLoopback()) {
            lines.add("it works on this machine only, because its directory is at " + made.directory());
        }
        if (standing.filter(now -> !now.isClosed()).isPresent()) {
            lines.add(network + " is open, so people come in without an invitation too; /policy invite closes it");
        }
        lines.add("/revoke " + made.id() + " ends it");
        return lines;
    }

    private static String people(Act.Invite terms) {
        return terms.uses() == 0 ? "any number of people" : terms.uses() == 1 ? "one person" : terms.uses() + " people";
    }

    private String until(Act.Invite terms) {
        return terms.expiresAt() == 0 ? "" : " until " + time.apply(terms.expiresAt());
    }

    /** Returns all invitations, the newest last. */
    List<String> list(RosterListing listing) {
        if (listing.authority().invitations().isEmpty()) {
            return List.of("there are no invitations; /invite makes one");
        }
        return ordered(listing).stream()
                .map(entry -> line(entry.getKey(), entry.getValue(), listing))
                .toList();
    }

    /** Returns the invitations in the order in which they were made. */
    static List<Map.Entry<InvitationId, Authority.Invitation>> ordered(RosterListing listing) {
        List<Act> acts =
                listing.decisions().stream().map(decision -> decision.act()).toList();
        return listing.authority().invitations().entrySet().stream()
                .sorted(Comparator.<Map.Entry<InvitationId, Authority.Invitation>>comparingInt(
                                entry -> acts.indexOf(entry.getValue().terms()))
                        .thenComparing(entry -> entry.getKey().bytes().toString()))
                .toList();
    }

    private String line(InvitationId id, Authority.Invitation invitation, RosterListing listing) {
        Act.Invite terms = invitation.terms();
        String used = invitation.used() + " of " + (terms.uses() == 0 ? "any" : terms.uses()) + " used";
        return String.join(
                punctuation.separator(),
                id.toString(),
                used,
                DecisionText.name(terms.role()),
                invitation.closed()
                        ? "ended"
                        : terms.expiresAt() == 0 ? "for ever" : "until " + time.apply(terms.expiresAt()),
                "by " + by(invitation.by(), listing));
    }

    private static String by(PersonKey person, RosterListing listing) {
        return person.equals(listing.self()) ? "you" : RosterText.nick(person, listing);
    }
}
