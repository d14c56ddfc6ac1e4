package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import p2pchat.console.input.CommandArguments;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.NetworkName;
import p2pchat.model.RosterListing;
import p2pchat.model.Verification;

/** Text for the node's answers, for people and line tools. {@code time} formats milliseconds since 1970. */
record AnswerText(MemberNames names, OutputFormat output, Punctuation punctuation, LongFunction<String> time) {

    List<String> lines(NodeAnswer answer) {
        if (answer instanceof NodeAnswer.Why why) {
            return ElectionExplanation.lines(why.timeline(), node -> names.isSelf(node) ? "you" : names.of(node));
        }
        if (answer instanceof NodeAnswer.Networks networks) {
            List<String> lines = new ArrayList<>(NetworkListing.lines(networks.networks(), output));
            lines.add(age(networks));
            return lines;
        }
        if (answer instanceof NodeAnswer.Members members) {
            return new StatusReport(members.status(), time).members(punctuation, names.roster());
        }
        if (answer instanceof NodeAnswer.Status status) {
            return new StatusReport(status.status(), time)
                    .status(Sanitiser.line(status.home().toString()), status.open());
        }
        if (answer instanceof NodeAnswer.Info info) {
            List<String> lines = new ArrayList<>(new StatusReport(info.status(), time).info());
            info.roster()
                    .ifPresent(roster ->
                            lines.addAll(roster(info.status().name(), roster).info()));
            return lines;
        }
        if (answer instanceof NodeAnswer.Listing listing) {
            return new MessageListing(names.with(listing.messages()), punctuation, time).lines(listing);
        }
        if (answer instanceof NodeAnswer.Message message) {
            return new MessageListing(names, punctuation, time).details(message);
        }
        if (answer instanceof NodeAnswer.WhyMessage why) {
            return new DeliveryDetails(names, punctuation, time).lines(why);
        }
        if (answer instanceof NodeAnswer.Exported exported) {
            return List.of("wrote " + EventText.count(exported.messages(), "message") + " to "
                    + Sanitiser.line(exported.file().toString()));
        }
        if (answer instanceof NodeAnswer.Renamed renamed) { // the new view reports the granted nick to everyone
            return renamed.nick().equals(renamed.requested())
                    ? List.of()
                    : List.of("nick \"" + Sanitiser.nick(renamed.requested().value()) + "\" is in use");
        }
        if (answer instanceof NodeAnswer.Compared compared) {
            return compared(compared.verification());
        }
        if (answer instanceof NodeAnswer.VerifiedPeople verified) {
            return verified.people().isEmpty()
                    ? List.of("nobody is verified yet; /verify NICK compares keys")
                    : verified.people().entrySet().stream()
                            .map(known ->
                                    Sanitiser.nick(known.getValue().value()) + punctuation.separator() + known.getKey())
                            .toList();
        }
        if (answer instanceof NodeAnswer.Roster roster) {
            return roster(roster.network(), roster.listing()).lines(roster.part());
        }
        if (answer instanceof NodeAnswer.Decided decided) { // the notice of the statement reports the rest
            return decided.result()
                    .invitation()
                    .map(made -> new InvitationText(decided.network(), punctuation, time)
                            .made(made, names.roster().standing()))
                    .orElse(List.of());
        }
        throw new AssertionError("no text for " + answer);
    }

    private RosterText roster(NetworkName network, RosterListing listing) {
        return new RosterText(network, listing, punctuation, time);
    }

    private List<String> compared(Verification verification) {
        String nick = Sanitiser.nick(verification.member().nick().value());
        return switch (verification.state()) {
            case OWN -> List.of(nick + " has your own key; it is this node or another of yours");
            case VERIFIED -> List.of(nick + " is verified: key " + verification.person());
            case TO_COMPARE ->
                List.of(
                        nick + " has the key " + verification.person() + "; compare this number by phone or in person:",
                        "  " + verification.number(),
                        nick + " sees the same number with /verify "
                                + names.self().map(names::nick).orElse("and your nick")
                                + "; if they match, type /verify " + nick + " " + CommandArguments.CONFIRMED);
        };
    }

    private static String age(NodeAnswer.Networks networks) {
        String age = networks.age()
                .map(known -> "directory data is " + known.toSeconds() + " s old")
                .orElse("the directory has not answered yet");
        return networks.reachable() ? age : age + "; the directory is unreachable now";
    }
}
