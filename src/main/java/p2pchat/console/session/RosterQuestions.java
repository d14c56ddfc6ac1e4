package p2pchat.console.session;

import java.util.Locale;
import java.util.Optional;
import p2pchat.console.input.RosterCommands;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.MemberRole;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
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
