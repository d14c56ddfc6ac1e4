package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import p2pchat.console.input.NodeAnswer;
import p2pchat.journal.ElectionTimeline;
import p2pchat.journal.JournalEntry;
import p2pchat.journal.JournalEntry.Kind;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;

/** Output of {@code why leader} on cat's node after bob, the leader, and dan were killed at once. */
class ElectionExplanationTest {

    private static final NetworkName OPS = new NetworkName("ops");
    private static final Function<NodeId, String> NAMES =
            node -> Map.of(1, "ann", 2, "bob", 3, "you", 4, "dan").get(node.value());

    private static final JournalEntry LEADS = note(60, Kind.ROLE, 3, "LEADER");
    private static final ElectionTimeline STORY = new ElectionTimeline(
            List.of(
                    note(0, Kind.SUSPECTED, 2, "silent"),
                    note(5, Kind.PING_FAILED, 2, "no answer"),
                    note(10, Kind.ASKED_THROUGH, 2, "n4 does not reach it"),
                    note(12, Kind.GAVE_UP, 2, ""),
                    new JournalEntry(15, 0, Kind.ROLE, Optional.empty(), 4, "ELECTING"),
                    note(20, Kind.CHALLENGED, 1, "no answer"),
                    note(50, Kind.CLAIMED, 2, "heard 1: Granted epoch 5"),
                    LEADS,
                    note(70, Kind.TOLD, 4, "no answer"),
                    note(71, Kind.TOLD, 2, "no answer"),
                    note(80, Kind.TOLD, 4, "no answer"),
                    note(81, Kind.TOLD, 2, "no answer"),
                    note(90, Kind.TOLD, 1, "Installed"),
                    note(95, Kind.TOLD, 4, "no answer")),
            LEADS);

    @Test
    void explainsEachStepWithTimeAndNick() {
        assertThat(ElectionExplanation.lines(Optional.of(STORY), NAMES)).containsExactly("""
                you have led since epoch 5, elected 0.06 s after the first suspicion
                  +0.00 s  bob is silent
                  +0.01 s  pinged bob: no answer
                  +0.01 s  asked dan to ping bob: dan does not reach it
                  +0.01 s  gave up on bob: no helper reached it
                  +0.02 s  joined the election
                  +0.02 s  asked ann (lower id) to take over: no answer
                  +0.05 s  claimed the lead from the directory in place of bob; heard 1: Granted epoch 5
                  +0.06 s  became the leader, epoch 5
                  +0.07 s  notified dan: no answer (3 times)
                  +0.07 s  notified bob: no answer (2 times)
                  +0.09 s  notified ann: Installed""".split("\n"));
    }

    @Test
    void printsEachStepAsJson() {
        List<String> told =
                ElectionExplanation.output(OPS, new NodeAnswer.Why(Optional.of(STORY)), NAMES, OutputFormat.JSON);
        assertThat(told)
                .singleElement()
                .asString()
                .contains("\"leader\":", "\"ms\":60")
                .satisfies(json -> assertThat(json.split("\"step\":", -1))
                        .hasSize(1 + STORY.steps().size()));
    }

    @Test
    void reportsNoElection() {
        assertThat(ElectionExplanation.output(OPS, new NodeAnswer.Why(Optional.empty()), NAMES, OutputFormat.HUMAN))
                .containsExactly(ElectionExplanation.UNCHANGED);
        assertThat(ElectionExplanation.output(OPS, new NodeAnswer.Why(Optional.empty()), NAMES, OutputFormat.JSON))
                .singleElement()
                .asString()
                .contains("\"election\":null");
    }

    @Test
    void printsAnswerWithoutHelperAsIs() {
        ElectionTimeline odd = new ElectionTimeline(List.of(note(0, Kind.ASKED_THROUGH, 2, "no answer"), LEADS), LEADS);
        assertThat(ElectionExplanation.lines(Optional.of(odd), NAMES))
                .contains("  +0.00 s  asked another member to ping bob: no answer");
    }

    private static JournalEntry note(long at, Kind kind, int about, String detail) {
        return new JournalEntry(at, 1_700_000_000_000L + at, kind, Optional.of(new NodeId(about)), 5, detail);
    }
}
