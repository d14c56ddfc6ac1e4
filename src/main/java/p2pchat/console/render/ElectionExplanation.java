package p2pchat.console.render;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import p2pchat.console.input.NodeAnswer;
import p2pchat.journal.ElectionTimeline;
import p2pchat.journal.JournalEntry;
import p2pchat.journal.JournalEntry.Kind;
import p2pchat.journal.JournalEntry.Outcome;
import p2pchat.journal.JournalEntry.Step;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;

/** Explains the last election step by step, with times since the first suspicion. */
public final class ElectionExplanation {

    static final String UNCHANGED = "the leader has not changed since this node started";

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
        Step end = timeline.end().step();
        String leader =
                end.kind() == Kind.LED ? "you have" : end.about().map(names).orElse("another member") + " has";
        lines.add(leader + " led since epoch " + end.epoch() + ", elected " + seconds(timeline.duration())
                + " after the first suspicion");
        long begin = timeline.steps().get(0).at();
        Map<Step, Long> repeats = timeline.steps().stream()
                .map(JournalEntry::step)
                .filter(step -> step.kind() == Kind.INFORMED)
                .collect(Collectors.groupingBy(step -> step, Collectors.counting()));
        for (JournalEntry entry : timeline.steps()) {
            long times = repeats.getOrDefault(entry.step(), 1L);
            if (times > 0) {
                lines.add("  +" + seconds(entry.at() - begin) + "  " + text(entry.step(), names)
                        + (times > 1 ? " (" + times + " times)" : ""));
                repeats.replace(entry.step(), 0L); // a member that does not answer is notified repeatedly, listed once
            }
        }
        return lines;
    }

    private static String text(Step step, Function<NodeId, String> names) {
        String member = step.about().map(names).orElse("no member");
        String outcome = step.outcome().map(ElectionExplanation::text).orElse("");
        return switch (step.kind()) {
            case PING_FAILED -> "pinged " + member + ": " + outcome;
            case PINGED_THROUGH -> {
                String helper = step.helper().map(names).orElse("no member");
                yield "asked " + helper + " to ping " + member + ": " + helper + " " + outcome;
            }
            case SUSPECTED -> member + " is silent";
            case HEARD_AGAIN -> "heard " + member + " again";
            case GAVE_UP -> "gave up on " + member + ": no helper reached it";
            case VIEW_REFUSED -> "refused a list of members from " + member + ", which contradicts an earlier one";
            case LEADER_LIED -> member + " signed two different lists of members";
            case CHALLENGED -> "asked " + member + " (lower id) to take over: " + outcome;
            case CLAIMED ->
                "claimed the lead from the directory in place of " + member + ", hearing " + step.heard() + ": "
                        + outcome;
            case INFORMED -> "notified " + member + ": " + outcome;
            case RECOVERING -> "looked for the leader";
            case ELECTING -> "joined the election";
            case FOLLOWED -> "followed " + member + ", epoch " + step.epoch();
            case LED -> "became the leader, epoch " + step.epoch();
            case LEFT -> "left";
        };
    }

    private static String text(Outcome outcome) {
        return switch (outcome) {
            case NO_ANSWER -> "no answer";
            case REFUSED -> "refused";
            case REACHED -> "reaches it";
            case UNREACHED -> "does not reach it";
            case TAKES_OVER -> "it takes over";
            case LEADS -> "it leads";
            case HEARS_LEADER -> "it hears the leader";
            case INSTALLED -> "done";
            case STALE -> "there is a newer leader";
            case GRANTED -> "granted";
            case DENIED -> "denied, the directory reaches it";
            case RETRY -> "to be retried";
        };
    }

    static JsonLine json(ElectionTimeline timeline, Function<NodeId, String> names) {
        long begin = timeline.steps().get(0).at();
        return JsonLine.nested()
                .with(
                        "leader",
                        timeline.end().step().about().map(leader -> JsonLine.person(leader, names.apply(leader))))
                .with("epoch", timeline.end().step().epoch())
                .with("ms", timeline.duration())
                .with("steps", timeline.steps(), step -> step(step, begin));
    }

    private static JsonLine step(JournalEntry entry, long begin) {
        Step step = entry.step();
        JsonLine line = JsonLine.nested()
                .with("ms", entry.at() - begin)
                .with("time", Instant.ofEpochMilli(entry.wallClock()))
                .with("step", step.kind());
        step.about().ifPresent(about -> line.with("about", about));
        line.with("epoch", step.epoch());
        step.outcome().ifPresent(outcome -> line.with("outcome", outcome));
        step.helper().ifPresent(helper -> line.with("helper", helper));
        return step.kind() == Kind.CLAIMED ? line.with("heard", step.heard()) : line;
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.2f s", millis / 1000.0);
    }
}
