package p2pchat.console.error;

import static p2pchat.console.error.Explanations.NOT_ALLOWED;
import static p2pchat.console.error.Explanations.NOT_THIS_NETWORK;
import static p2pchat.console.error.Explanations.REMOVED;
import static p2pchat.console.error.Explanations.UNREACHABLE;
import static p2pchat.console.error.Explanations.USAGE;

import java.util.stream.Collectors;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.Fingerprint;
import p2pchat.model.MemberRole;
import p2pchat.model.Problem;

/** The error messages about roles, invitations and who may enter. */
final class RosterProblemText {

    private static final Try ROSTER = new Try("/roster", "show who may do what");

    private RosterProblemText() {}

    static void put() {
        rights();
        entering();
        people();
    }

    private static void rights() {
        ProblemText.put(
                Problem.RoleRequired.class,
                p -> Explanation.of(
                        NOT_ALLOWED,
                        "only owners " + (p.needed() == MemberRole.OWNER ? "" : "and admins ") + "of " + p.network()
                                + " may do that",
                        "your role does not allow it",
                        ROSTER));
        ProblemText.put(
                Problem.PersonIsSenior.class,
                p -> Explanation.of(
                        NOT_ALLOWED,
                        "you cannot decide about " + Sanitiser.nick(p.nick().value()),
                        "in " + p.network()
                                + " admins decide about members and readers, and owners also about admins and later"
                                + " owners",
                        ROSTER));
        ProblemText.put(
                Problem.OwnRemoval.class,
                p -> Explanation.of(
                        USAGE,
                        "you cannot remove yourself from " + p.network(),
                        "only others can be removed",
                        new Try("/quit", "leave; you can come back at any time")));
        ProblemText.put(
                Problem.OnlyOwner.class,
                p -> Explanation.of(
                        NOT_ALLOWED,
                        "you are the only owner of " + p.network(),
                        "without an owner, roles could never change again",
                        new Try("/role NICK owner", "make another member an owner first")));
        ProblemText.put(
                Problem.NothingChanged.class,
                p -> Explanation.of(USAGE, "nothing to change in " + p.network(), "that is already in effect", ROSTER));
        ProblemText.put(
                Problem.RosterFull.class,
                p -> Explanation.of(
                        NOT_THIS_NETWORK,
                        p.network() + " has reached the maximum number of decisions",
                        "no more can be kept",
                        new Try("p2p-chat node --group NAME --create", "create a new network")));
        ProblemText.put(
                Problem.OnlyReader.class,
                p -> Explanation.of(
                        NOT_ALLOWED,
                        "you cannot write in " + p.network(),
                        "you are a reader; an owner or admin can make you a member",
                        ROSTER));
        ProblemText.put(
                Problem.Removed.class,
                p -> Explanation.of(
                        REMOVED,
                        p.by().map(by -> Sanitiser.nick(by.value()) + " removed you from ")
                                        .orElse("you were removed from ")
                                + p.network(),
                        p.by().isEmpty() && p.reason().isBlank()
                                ? "an owner or admin has removed you, or you have ended this device"
                                : ProblemText.reason(p.reason()),
                        new Try("p2p-chat history --group " + p.network(), "read what you have"),
                        new Try("p2p-chat join -", "come in again with a new invitation, unless you are banned")));
    }

    private static void entering() {
        ProblemText.put(
                Problem.DirectoryNotInvited.class,
                p -> Explanation.of(
                        NOT_ALLOWED,
                        "the directory at " + p.directory() + " is not the one that the invitation names",
                        "its key is " + p.seen().fingerprint() + " and should be "
                                + p.expected().fingerprint() + "; it may be a false one; nothing was sent to it",
                        new Try("p2p-chat nds show-key", "show the key to expect, on its machine")));
        ProblemText.put(
                Problem.NetworkNotInvited.class,
                p -> Explanation.of(
                        NOT_ALLOWED,
                        "the invitation is for another network " + p.network(),
                        "the directory at " + p.directory() + " has network " + p.found()
                                + " under this name; you are invited to network " + p.invited(),
                        new Try("p2p-chat join -", "use an invitation to the present one")));
        ProblemText.put(
                Problem.NetworkUnproven.class,
                p -> Explanation.of(
                        NOT_ALLOWED,
                        "this may be a false network " + p.network(),
                        ProblemText.reason(p.what()) + "; nothing of it was shown",
                        new Try("p2p-chat join -", "join with an invitation from a person you trust")));
        ProblemText.put(
                Problem.InvitationUnreadable.class,
                p -> Explanation.of(
                        USAGE,
                        "this invitation cannot be used",
                        ProblemText.reason(p.why()),
                        new Try("p2p-chat join -", "paste the whole link, or type the code, when asked")));
        ProblemText.put(
                Problem.NotInvited.class,
                p -> Explanation.of(
                        NOT_ALLOWED,
                        p.network() + " does not let you in",
                        ProblemText.reason(p.reason()),
                        new Try("p2p-chat join -", "enter an invitation; an admin makes one with /invite")));
        ProblemText.put(
                Problem.NobodyLeads.class,
                p -> Explanation.of(
                        UNREACHABLE,
                        p.network() + " has no leader now",
                        "your role does not let you lead, and no member who may is connected",
                        new Try("p2p-chat history --group " + p.network(), "read what you have")));
        ProblemText.put(
                Problem.StoreEnded.class,
                p -> Explanation.of(
                        UNREACHABLE,
                        "you may write in " + p.network() + " again, so you continue as a new member",
                        "your earlier messages keep your old id",
                        new Try("/roster", "see who decided what")));
        ProblemText.put(
                Problem.AwaitingApproval.class,
                p -> Explanation.of(
                        UNREACHABLE,
                        "an admin of " + p.network() + " must approve you",
                        "you enter when one does",
                        new Try("p2p-chat networks", "list other networks")));
    }

    private static void people() {
        ProblemText.put(
                Problem.DeviceEnded.class,
                p -> Explanation.of(
                        REMOVED,
                        "this device has ended in " + p.network(),
                        "you have ended it from another one; what it has written so far stays",
                        new Try("p2p-chat history --group " + p.network(), "read what you have")));
        ProblemText.put(
                Problem.NickShared.class,
                p -> Explanation.of(
                        USAGE,
                        "several people had the nick " + Sanitiser.nick(p.nick().value()),
                        "none of them is present: "
                                + p.people().stream().map(Fingerprint::value).collect(Collectors.joining(", ")),
                        new Try("/roster", "compare their keys, and name one by its key")));
        ProblemText.put(
                Problem.NotTheirMessage.class,
                p -> Explanation.of(
                        USAGE,
                        "that message is not from " + Sanitiser.nick(p.nick().value()),
                        "it was written by another person",
                        Explanations.LIST_MESSAGES));
        ProblemText.put(
                Problem.InvitationUnknown.class,
                p -> Explanation.of(
                        USAGE,
                        "there is no invitation " + Sanitiser.line(p.id()),
                        "no invitation to " + p.network() + ", or more than one, has an id with this beginning",
                        new Try("/invites", "list the invitations")));
        ProblemText.put(
                Problem.DeviceUnknown.class,
                p -> Explanation.of(
                        USAGE,
                        "you have no other device " + Sanitiser.line(p.fingerprint()),
                        "none of your devices in " + p.network() + ", or more than one, has a key with this beginning",
                        new Try("/devices", "list your devices")));
        ProblemText.put(
                Problem.ApplicantUnknown.class,
                p -> Explanation.of(
                        USAGE,
                        "no applicant has the nick " + Sanitiser.nick(p.nick().value()),
                        "they have given up, or another admin has answered them",
                        ROSTER));
    }
}
