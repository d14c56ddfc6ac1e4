package p2pchat.console.render;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

/** Explains the last election step by step, with times since the first suspicion. */
public final class ElectionExplanation {

    static final String UNCHANGED = "the leader has not changed since this node started";

    /** The journal's form of a helper's answer: the helper's node id and what it found. */
    private static final Pattern HELPER = Pattern.compile("n([1-9]\\d{0,8}) (.*)");

    private ElectionExplanation() {}

    /** Returns the output of the command {@code why leader}. */
    public static List<String> output(
            NetworkName network, NodeAnswer.Why why, Function<NodeId, String> names, OutputFormat output) {
        return output == OutputFormat.JSON
                ? List.of(JsonLine.of("why", network)
                        .with("election", why.timeline().map(story -> json(story, names)))
                        .toString())
                : lines(why.timeline(), names);
    }

    /** @param names returns the nick of a member, and "you" for this node */
    static List<String> lines(Optional<ElectionTimeline> timeline, Function<NodeId, String> names) {
        return timeline.map(known -> lines(known, names)).orElse(List.of(UNCHANGED));
    }

    private static List<String> lines(ElectionTimeline timeline, Function<NodeId, String> names) {
        List<String> lines = new ArrayList<>();
        String leader = names.apply(timeline.end().about().orElseThrow());
        lines.add((leader.equals("you") ? "you have led" : leader + " has led") + " since epoch "
                + timeline.end().epoch() + ", elected " + seconds(timeline.duration()) + " after the first suspicion");
        long begin = timeline.steps().get(0).at();
        Map<String, Long> repeats = timeline.steps().stream()
                .filter(step -> step.kind() == JournalEntry.Kind.TOLD)
                .collect(Collectors.groupingBy(step -> text(step, names), Collectors.counting()));
        for (JournalEntry step : timeline.steps()) {
            String text = text(step, names);
            long times = repeats.getOrDefault(text, 1L);
            if (times > 0) {
                lines.add(
                        "  +" + seconds(step.at() - begin) + "  " + text + (times > 1 ? " (" + times + " times)" : ""));
                repeats.replace(text, 0L); // a member that does not answer is notified repeatedly but listed once
            }
        }
        return lines;
    }

    private static String text(JournalEntry step, Function<NodeId, String> names) {
        String member = step.about().map(names).orElse("no member");
        String detail = Sanitiser.line(step.detail());
        return switch (step.kind()) {
            case PING_FAILED -> "pinged " + member + ": " + detail;
            case ASKED_THROUGH -> indirectPing(member, detail, names);
            case SUSPECTED -> member + " is " + detail;
            case GAVE_UP -> "gave up on " + member + ": no helper reached it";
            case CHALLENGED -> "asked " + member + " (lower id) to take over: " + detail;
            case CLAIMED -> "claimed the lead from the directory in place of " + member + "; " + detail;
            case TOLD -> "notified " + member + ": " + detail;
            case ROLE -> role(step, member);
        };
    }

    private static String indirectPing(String member, String detail, Function<NodeId, String> names) {
        Matcher answer = HELPER.matcher(detail);
        if (!answer.matches()) {
            return "asked another member to ping " + member + ": " + detail;
        }
        String helper = names.apply(new NodeId(Integer.parseInt(answer.group(1))));
        return "asked " + helper + " to ping " + member + ": " + helper + " " + answer.group(2);
    }

    private static String role(JournalEntry step, String leader) {
        return switch (step.detail()) {
            case "LEADER" -> "became the leader, epoch " + step.epoch();
            case "MEMBER" -> "followed " + leader + ", epoch " + step.epoch();
            case "ELECTING" -> "joined the election";
            case "RECOVERING" -> "looked for the leader";
            default -> Sanitiser.line(step.detail()).toLowerCase(Locale.ROOT);
        };
    }

    static JsonLine json(ElectionTimeline timeline, Function<NodeId, String> names) {
        NodeId leader = timeline.end().about().orElseThrow();
        long begin = timeline.steps().get(0).at();
        return JsonLine.nested()
                .with("leader", JsonLine.person(leader, names.apply(leader)))
                .with("epoch", timeline.end().epoch())
                .with("ms", timeline.duration())
                .with("steps", timeline.steps(), step -> step(step, begin));
    }

    private static JsonLine step(JournalEntry entry, long begin) {
        JsonLine step = JsonLine.nested()
                .with("ms", entry.at() - begin)
                .with("time", Instant.ofEpochMilli(entry.wallClock()))
                .with("step", entry.kind());
        entry.about().ifPresent(about -> step.with("about", about));
        return step.with("epoch", entry.epoch()).with("detail", Sanitiser.line(entry.detail()));
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.2f s", millis / 1000.0);
    }
}
