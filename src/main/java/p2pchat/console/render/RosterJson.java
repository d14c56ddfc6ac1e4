package p2pchat.console.render;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.input.NodeQuery;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.Act;
import p2pchat.model.Authority;
import p2pchat.model.InvitationId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.RosterDecision;
import p2pchat.model.RosterListing;

/** The roster of a network, and decisions about it, for programs. */
final class RosterJson {

    private RosterJson() {}

    /** Returns the event of a decision. One that has no effect any more has the type {@code voided}. */
    static JsonLine event(NetworkName network, RosterDecision decision, RosterFacts facts) {
        if (decision.valid()) {
            return decision(JsonLine.of(type(decision.act()), network), decision);
        }
        Optional<RosterDecision> cause =
                Optional.ofNullable(facts.restrictions().get(decision.by()));
        return decision(JsonLine.of("voided", network).with("decision", type(decision.act())), decision)
                .with("because", cause.map(why -> decision(JsonLine.nested().with("decision", type(why.act())), why)));
    }

    private static String type(Act act) {
        if (act instanceof Act.Admit) {
            return "admitted";
        } else if (act instanceof Act.Remove) {
            return "removed";
        } else if (act instanceof Act.SetRole) {
            return "role";
        } else if (act instanceof Act.SetPolicy) {
            return "policy";
        } else if (act instanceof Act.SetTopic) {
            return "topic";
        } else if (act instanceof Act.Invite) {
            return "invited";
        } else if (act instanceof Act.Close) {
            return "invitation_ended";
        } else if (act instanceof Act.Unban) {
            return "unbanned";
        } else if (act instanceof Act.Leave) {
            return "left_for_good";
        } else {
            return "device_ended";
        }
    }

    private static JsonLine decision(JsonLine line, RosterDecision decision) {
        line.with("statement", decision.hash())
                .with("by", person(decision.by(), decision.byNick()))
                .with("right", decision.right())
                .with("at", Instant.ofEpochMilli(decision.at()))
                .with("own", decision.own());
        RosterFacts.subject(decision).ifPresent(subject -> line.with("person", person(subject, nickOf(decision))));
        Act act = decision.act();
        if (act instanceof Act.Admit admit) {
            String how = admit.basis() instanceof Act.Invited
                    ? "invitation"
                    : admit.basis() instanceof Act.Approved ? "approval" : "open";
            line.with("how", how);
            if (admit.basis() instanceof Act.Invited invited) {
                line.with("invitation", invited.invitation()).with("inviter", clean(decision.inviterNick()));
            }
        } else if (act instanceof Act.Remove remove) {
            line.with("ban", remove.ban()).with("reason", Sanitiser.line(remove.reason()));
        } else if (act instanceof Act.SetRole set) {
            line.with("role", set.role());
        } else if (act instanceof Act.SetPolicy set) {
            line.with("policy", set.policy()).with("locked", set.locked());
        } else if (act instanceof Act.SetTopic topic) {
            line.with("topic", Sanitiser.line(topic.text()));
        } else if (act instanceof Act.Invite invite) {
            terms(line, invite);
        } else if (act instanceof Act.Close close) {
            line.with("invitation", close.invitation());
        } else if (act instanceof Act.Revoke revoke) {
            line.with("device", revoke.device().fingerprint());
        }
        return line;
    }

    /** Adds the terms of an invitation. */
    static JsonLine terms(JsonLine line, Act.Invite invite) {
        return line.with("uses", invite.uses()).with("role", invite.role()).with("expires", time(invite.expiresAt()));
    }

    private static JsonLine invitation(InvitationId id, Authority.Invitation invitation, RosterListing listing) {
        return terms(JsonLine.nested().with("id", id), invitation.terms())
                .with("used", invitation.used())
                .with("open", !invitation.closed())
                .with(
                        "by",
                        person(
                                invitation.by(),
                                Optional.ofNullable(listing.nicks().get(invitation.by()))));
    }

    private static Optional<Nick> nickOf(RosterDecision decision) {
        return decision.act() instanceof Act.Leave ? decision.byNick() : decision.subjectNick();
    }

    private static Optional<Instant> time(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static JsonLine person(PersonKey person, Optional<Nick> nick) {
        return JsonLine.nested().with("fingerprint", person.fingerprint()).with("nick", clean(nick));
    }

    private static Optional<String> clean(Optional<Nick> nick) {
        return nick.map(known -> Sanitiser.nick(known.value()));
    }

    static JsonLine applicant(RosterListing.Applicant applicant) {
        return person(applicant.person(), Optional.of(applicant.nick())).with("address", applicant.address());
    }

    /** Adds the fields of the command {@code info}. */
    static void info(JsonLine line, RosterListing listing) {
        Authority now = listing.authority();
        line.with("policy", now.policy())
                .with("locked", now.locked())
                .with("topic", Sanitiser.line(now.topic()))
                .with("memberRole", now.role(listing.self()))
                .with("statements", listing.decisions().size())
                .with("frontier", now.frontier());
    }

    /** Adds the fields of a command that asks for the roster or a part of it. */
    static JsonLine reply(JsonLine line, NodeAnswer.Roster answer) {
        RosterListing listing = answer.listing();
        NodeQuery.RosterPart part = answer.part();
        if (part instanceof NodeQuery.Topic) {
            return line.with("topic", Sanitiser.line(listing.authority().topic()));
        }
        if (part instanceof NodeQuery.Invitations) {
            return line.with(
                    "invitations",
                    InvitationText.ordered(listing),
                    entry -> invitation(entry.getKey(), entry.getValue(), listing));
        }
        if (part instanceof NodeQuery.Policy) {
            return line.with("policy", listing.authority().policy())
                    .with("locked", listing.authority().locked());
        }
        if (part instanceof NodeQuery.Devices) {
            return line.with("devices", listing.devices(), device -> device(device, listing.authority()));
        }
        if (part instanceof NodeQuery.About about) {
            List<PersonKey> people = about.people(listing);
            return line.with("people", people, person -> person(person, listing))
                    .with(
                            "decisions",
                            listing.decisions().stream()
                                    .filter(decision -> RosterFacts.subject(decision)
                                            .filter(people::contains)
                                            .isPresent())
                                    .toList(),
                            RosterJson::listed);
        }
        info(line, listing);
        return line.with("people", RosterText.people(listing), person -> person(person, listing))
                .with("waiting", listing.waiting(), RosterJson::applicant)
                .with(
                        "openInvitations",
                        listing.authority().invitations().values().stream()
                                .filter(invitation -> !invitation.closed())
                                .count());
    }

    private static JsonLine listed(RosterDecision decision) {
        return decision(JsonLine.nested().with("decision", type(decision.act())), decision)
                .with("valid", decision.valid());
    }

    private static JsonLine person(PersonKey person, RosterListing listing) {
        Optional<Authority.Standing> standing =
                Optional.ofNullable(listing.authority().people().get(person));
        return person(person, Optional.ofNullable(listing.nicks().get(person)))
                .with("role", listing.authority().role(person))
                .with("banned", standing.map(Authority.Standing::banned).orElse(false))
                .with("self", person.equals(listing.self()))
                .with("statement", standing.flatMap(Authority.Standing::decision));
    }

    private static JsonLine device(RosterListing.OwnDevice device, Authority authority) {
        return JsonLine.nested()
                .with("fingerprint", device.key().fingerprint())
                .with("nick", Sanitiser.nick(device.nick().value()))
                .with("address", device.address())
                .with("self", device.self())
                .with("present", device.present())
                .with("ended", authority.revoked().containsKey(device.key()));
    }
}
