package p2pchat.console;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Answers in words, for people and for line tools. */
final class Answers {

    private Answers() {}

    /** @param time words a moment, in milliseconds since 1970 */
    static List<String> lines(Answer answer, Names names, Output output, LongFunction<String> time) {
        if (answer instanceof Answer.Why why) {
            return why.story()
                    .map(story -> Story.lines(story, node -> names.isSelf(node) ? "you" : names.of(node)))
                    .orElse(List.of(Story.UNCHANGED));
        }
        if (answer instanceof Answer.Networks networks) {
            List<String> lines = new ArrayList<>(NetworkList.lines(networks.networks(), output));
            lines.add(age(networks));
            return lines;
        }
        if (answer instanceof Answer.Members members) {
            return new StatusLines(members.status(), time).members();
        }
        if (answer instanceof Answer.Status status) {
            return new StatusLines(status.status(), time)
                    .standing(Sanitiser.line(status.home().toString()), status.open());
        }
        if (answer instanceof Answer.Info info) {
            return new StatusLines(info.status(), time).info();
        }
        if (answer instanceof Answer.Listing listing) {
            return MessageLines.listing(listing, names, time);
        }
        if (answer instanceof Answer.Message message) {
            return MessageLines.about(message.said(), message.clock(), names, time);
        }
        if (answer instanceof Answer.WhyMessage why) {
            return WayLines.of(why, names, time);
        }
        if (answer instanceof Answer.Exported exported) {
            return List.of(exported.messages() + " messages are in "
                    + Sanitiser.line(exported.file().toString()));
        }
        if (answer instanceof Answer.Renamed renamed) { // the event of the new view says the rest, to everybody
            return Notices.taken(renamed.wanted(), renamed.nick()).stream().toList();
        }
        throw new AssertionError("no words for " + answer);
    }

    private static String age(Answer.Networks networks) {
        String when = networks.age()
                .map(age -> "as the directory said " + age.toSeconds() + " s ago")
                .orElse("the directory has not answered yet");
        return networks.reachable() ? when : when + "; it does not answer now";
    }
}
