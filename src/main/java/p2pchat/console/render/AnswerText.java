package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.text.Sanitiser;

/** Answers in words, for people and for line tools. */
final class AnswerText {

    private AnswerText() {}

    /** @param time words a moment, in milliseconds since 1970 */
    static List<String> lines(NodeAnswer answer, MemberNames names, OutputFormat output, LongFunction<String> time) {
        if (answer instanceof NodeAnswer.Why why) {
            return why.timeline()
                    .map(story -> ElectionExplanation.lines(story, node -> names.isSelf(node) ? "you" : names.of(node)))
                    .orElse(List.of(ElectionExplanation.UNCHANGED));
        }
        if (answer instanceof NodeAnswer.Networks networks) {
            List<String> lines = new ArrayList<>(NetworkListing.lines(networks.networks(), output));
            lines.add(age(networks));
            return lines;
        }
        if (answer instanceof NodeAnswer.Members members) {
            return new StatusReport(members.status(), time).members();
        }
        if (answer instanceof NodeAnswer.Status status) {
            return new StatusReport(status.status(), time)
                    .standing(Sanitiser.line(status.home().toString()), status.open());
        }
        if (answer instanceof NodeAnswer.Info info) {
            return new StatusReport(info.status(), time).info();
        }
        if (answer instanceof NodeAnswer.Listing listing) {
            return MessageListing.listing(listing, names, time);
        }
        if (answer instanceof NodeAnswer.Message message) {
            return MessageListing.about(message.said(), message.clock(), names, time);
        }
        if (answer instanceof NodeAnswer.WhyMessage why) {
            return DeliveryDetails.of(why, names, time);
        }
        if (answer instanceof NodeAnswer.Exported exported) {
            return List.of(exported.messages() + " messages are in "
                    + Sanitiser.line(exported.file().toString()));
        }
        if (answer instanceof NodeAnswer.Renamed renamed) { // the event of the new view says the rest, to everybody
            return EventText.taken(renamed.requested(), renamed.nick()).stream().toList();
        }
        throw new AssertionError("no words for " + answer);
    }

    private static String age(NodeAnswer.Networks networks) {
        String when = networks.age()
                .map(age -> "as the directory said " + age.toSeconds() + " s ago")
                .orElse("the directory has not answered yet");
        return networks.reachable() ? when : when + "; it does not answer now";
    }
}
