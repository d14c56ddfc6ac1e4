package p2pchat.console;

import java.util.ArrayList;
import java.util.List;

/** Answers in words, for people and for line tools. */
final class Answers {

    private Answers() {}

    static List<String> lines(Answer answer, Names names, Output output) {
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
        throw new AssertionError("no words for " + answer);
    }

    private static String age(Answer.Networks networks) {
        String when = networks.age()
                .map(age -> "as the directory said " + age.toSeconds() + " s ago")
                .orElse("the directory has not answered yet");
        return networks.reachable() ? when : when + "; it does not answer now";
    }
}
