package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.text.Sanitiser;
import p2pchat.journal.ElectionTimeline;
import p2pchat.journal.JournalEntry;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;

/** Tells the last election in lines, step by step, with times from the first doubt on. */
public final class ElectionExplanation {

    static final String UNCHANGED = "the leader has not changed since this node started";

    /** How a note names the member that was asked, and what that one said. */
    private static final Pattern HELPER = Pattern.compile("n([1-9]\\d{0,8}) (.*)");

    private ElectionExplanation() {}

    /** The answer outside of a conversation. */
    public static List<String> told(
            NetworkName network, NodeAnswer.Why why, Function<NodeId, String> names, OutputFormat output) {
        if (output == OutputFormat.JSON) {
            return List.of(
                    JsonLine.of("why", network).withStory(why.timeline(), names).toString());
        }
        return why.timeline().map(story -> lines(story, names)).orElse(List.of(UNCHANGED));
    }

    /** The lines. {@code names} says what a member is called, and "you" for this node. */
    public static List<String> lines(ElectionTimeline story, Function<NodeId, String> names) {
        List<String> lines = new ArrayList<>();
        NodeId leader = story.end().about().orElseThrow();
        String who = names.apply(leader);
        lines.add((who.equals("you") ? "you lead" : who + " leads") + " since epoch "
                + story.end().epoch() + ": settled " + seconds(story.duration()) + " after the first doubt");
        long begin = story.steps().get(0).at();
        Map<String, Long> told = story.steps().stream()
                .filter(step -> step.kind() == JournalEntry.Kind.TOLD)
                .collect(Collectors.groupingBy(step -> words(step, names), Collectors.counting()));
        for (JournalEntry step : story.steps()) {
            String words = words(step, names);
            long times = told.getOrDefault(words, 1L);
            if (times > 0) {
                lines.add("  +" + seconds(step.at() - begin) + "  " + words
                        + (times > 1 ? " (" + times + " times)" : ""));
                told.replace(words, 0L); // whoever does not answer is told again, and read of once
            }
        }
        return lines;
    }

    private static String words(JournalEntry step, Function<NodeId, String> names) {
        String whom = step.about().map(names).orElse("nobody");
        String detail = Sanitiser.line(step.detail());
        return switch (step.kind()) {
            case PING_FAILED -> "pinged " + whom + ": " + detail;
            case ASKED_THROUGH -> askedThrough(whom, detail, names);
            case SUSPECTED -> whom + " is " + detail;
            case GAVE_UP -> "gave up " + whom + ": nobody who was asked reaches it";
            case CHALLENGED -> "asked " + whom + ", whose id is lower, to take over: " + detail;
            case CLAIMED -> "asked the directory for the lead in place of " + whom + "; " + detail;
            case TOLD -> "told " + whom + ": " + detail;
            case ROLE -> role(step, whom);
        };
    }

    private static String askedThrough(String whom, String detail, Function<NodeId, String> names) {
        Matcher told = HELPER.matcher(detail);
        if (!told.matches()) {
            return "asked another member to ping " + whom + ": " + detail;
        }
        String helper = names.apply(new NodeId(Integer.parseInt(told.group(1))));
        return "asked " + helper + " to ping " + whom + ": " + helper + " " + told.group(2);
    }

    private static String role(JournalEntry step, String whom) {
        return switch (step.detail()) {
            case "LEADER" -> "lead now, epoch " + step.epoch();
            case "MEMBER" -> "follow " + whom + " now, epoch " + step.epoch();
            case "ELECTING" -> "take part in an election";
            case "RECOVERING" -> "look for the leader";
            default -> Sanitiser.line(step.detail()).toLowerCase(Locale.ROOT);
        };
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.2f s", millis / 1000.0);
    }
}
