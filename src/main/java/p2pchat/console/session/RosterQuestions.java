package p2pchat.console.session;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.input.NodeQuery;
import p2pchat.console.input.RosterCommands;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.MemberRole;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.Problem;
import p2pchat.model.RosterListing;
import p2pchat.model.RosterWish;

/** The questions before decisions that matter, each saying what will happen. */
final class RosterQuestions {

    private RosterQuestions() {}

    /**
     * The first message that does not count any more.
     *
     * @param reference that still names it when the user has answered
     */
    record First(String quoted, String reference) {}

    /** Returns what to read before the question, because it may show that the node would refuse. */
    static Optional<NodeQuery.RosterPart> basis(RosterWish wish) {
        return wish instanceof RosterWish.RevokeDevice
                ? Optional.of(new NodeQuery.Devices())
                : nick(wish).map(NodeQuery.About::new);
    }

    private static Optional<Nick> nick(RosterWish wish) {
        if (wish instanceof RosterWish.SetRole set) {
            return Optional.of(set.nick());
        }
        return wish instanceof RosterWish.Remove remove ? Optional.of(remove.nick()) : Optional.empty();
    }

    /** Returns the role without which the node refuses a decision, for any subject. */
    static MemberRole needed(RosterWish wish) {
        boolean toAdmin = wish instanceof RosterWish.SetRole set && set.role().isAtLeast(MemberRole.ADMIN);
        return toAdmin || wish instanceof RosterWish.SetPolicy ? MemberRole.OWNER : MemberRole.ADMIN;
    }

    /** Returns why the node would refuse a decision, as far as its {@link #basis} shows it. */
    static Optional<Problem> problem(RosterWish wish, NodeAnswer.Roster roster) {
        RosterListing listing = roster.listing();
        if (wish instanceof RosterWish.RevokeDevice revoke) {
            long found = listing.devices().stream()
                    .filter(device -> !device.self())
                    .map(RosterListing.OwnDevice::key)
                    .filter(key -> key.fingerprint().value().startsWith(revoke.device()))
                    .count();
            return found == 1
                    ? Optional.empty()
                    : Optional.of(new Problem.DeviceUnknown(roster.network(), revoke.device()));
        }
        Nick nick = nick(wish).orElseThrow();
        List<PersonKey> people = new NodeQuery.About(nick).people(listing);
        if (people.isEmpty()) { // an applicant has the nick
            return Optional.of(new Problem.MemberUnknown(roster.network(), nick));
        }
        if (wish instanceof RosterWish.Remove && people.equals(List.of(listing.self()))) {
            return Optional.of(new Problem.OwnRemoval(roster.network()));
        }
        List<PersonKey> owners = listing.authority().people().keySet().stream()
                .filter(person -> listing.authority().role(person).equals(Optional.of(MemberRole.OWNER)))
                .toList();
        if (!owners.contains(listing.self())) {
            return people.stream().anyMatch(listing.authority()::isAdmin)
                    ? Optional.of(new Problem.RoleRequired(roster.network(), MemberRole.OWNER))
                    : Optional.empty();
        }
        boolean stepsDown = wish instanceof RosterWish.SetRole set && set.role() != MemberRole.OWNER;
        return stepsDown && owners.equals(people)
                ? Optional.of(new Problem.OnlyOwner(roster.network()))
                : Optional.empty();
    }

    /**
     * Returns the question before a decision; empty if it is made without one.
     *
     * @param standing who may come in, if known
     */
    static Optional<Effect.Confirm> about(
            RosterWish wish, Optional<First> first, Optional<NetworkEvent.Standing> standing) {
        if (wish instanceof RosterWish.SetRole set) {
            return Optional.of(role(set));
        }
        if (wish instanceof RosterWish.Remove remove) {
            return Optional.of(remove(remove, first, standing));
        }
        if (wish instanceof RosterWish.SetPolicy set && set.policy() == AdmissionPolicy.OPEN) {
            return Optional.of(new Effect.Confirm(
                    "open the network?",
                    "Everyone who reaches the directory can then come in and read everything.",
                    "/policy open " + RosterCommands.CONFIRMED));
        }
        if (wish instanceof RosterWish.RevokeDevice revoke) {
            String device = Sanitiser.line(revoke.device());
            return Optional.of(new Effect.Confirm(
                    "end your device " + device + "?",
                    "It is disconnected and can never come back; what it has written so far stays.",
                    "/devices " + RosterCommands.REVOKE + " " + device + " " + RosterCommands.CONFIRMED));
        }
        return Optional.empty();
    }

    private static Effect.Confirm role(RosterWish.SetRole set) {
        String nick = clean(set.nick());
        String role = set.role().name().toLowerCase(Locale.ROOT);
        boolean vowel = set.role() == MemberRole.OWNER || set.role() == MemberRole.ADMIN;
        String effect = switch (set.role()) {
            case OWNER ->
                nick + " can then decide about everyone except you and earlier owners. Only you and they can undo it.";
            case ADMIN -> "Admins let people in, remove members and readers, and delete messages of others.";
            case MEMBER -> "Members read and write, and decide nothing about others.";
            case READER -> "Readers cannot write; what " + nick + " has written so far stays.";
        };
        return new Effect.Confirm(
                "make " + nick + (vowel ? " an " : " a ") + role + "?",
                effect,
                "/role " + nick + " " + role + " " + RosterCommands.CONFIRMED);
    }

    private static Effect.Confirm remove(
            RosterWish.Remove remove, Optional<First> first, Optional<NetworkEvent.Standing> standing) {
        String nick = clean(remove.nick());
        String command = (remove.ban() ? "/ban " : "/kick ") + nick + " " + RosterCommands.CONFIRMED
                + first.map(message -> " " + RosterCommands.SINCE + " " + message.reference())
                        .orElse("")
                + (remove.reason().isEmpty() ? "" : " " + Sanitiser.line(remove.reason()));
        String written = first.map(message -> "Everything from " + message.quoted() + " on disappears for everyone.")
                .orElse("What " + nick + " has written so far stays.");
        return new Effect.Confirm(
                (remove.ban() ? "ban " : "remove ") + nick + "?",
                written + " " + back(remove, nick, standing),
                command);
    }

    private static String back(RosterWish.Remove remove, String nick, Optional<NetworkEvent.Standing> standing) {
        if (remove.ban()) {
            return nick + " cannot come back until an owner or admin enters /unban " + nick + ".";
        }
        if (standing.filter(NetworkEvent.Standing::isClosed).isEmpty()) {
            return "The network is open, so " + nick + " can come back; /ban " + nick + " prevents it.";
        }
        boolean approves =
                standing.filter(now -> now.policy() == AdmissionPolicy.APPROVE).isPresent();
        return nick + " cannot come back without a new invitation" + (approves ? " or approval." : ".");
    }

    private static String clean(Nick nick) {
        return Sanitiser.nick(nick.value());
    }
}
