package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import p2pchat.WorstInputs;
import p2pchat.WorstValues;
import p2pchat.console.input.NodeAnswer;
import p2pchat.journal.ElectionTimeline;
import p2pchat.journal.JournalEntry;
import p2pchat.journal.JournalEntry.Kind;
import p2pchat.journal.JournalEntry.Outcome;
import p2pchat.journal.JournalEntry.Step;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;

/** Output of {@code why leader} on cat's node after bob, the leader, and dan were killed at once. */
class ElectionExplanationTest {

    private static final NetworkName OPS = new NetworkName("ops");
    private static final Function<NodeId, String> NAMES =
            node -> Map.of(1, "ann", 2, "bob", 3, "you", 4, "dan").get(node.value());

    private static final JournalEntry LED = entry(60, new Step(Kind.LED, Optional.of(new NodeId(3)), 5));
    private static final ElectionTimeline STORY = new ElectionTimeline(
            List.of(
                    entry(0, new Step(Kind.SUSPECTED, Optional.of(new NodeId(2)), 4)),
                    call(5, Kind.PING_FAILED, 2, Outcome.NO_ANSWER),
                    entry(
                            10,
                            new Step(
                                    Kind.PINGED_THROUGH,
                                    Optional.of(new NodeId(2)),
                                    4,
                                    Optional.of(Outcome.UNREACHED),
                                    Optional.of(new NodeId(4)),
                                    0)),
                    entry(12, new Step(Kind.GAVE_UP, Optional.of(new NodeId(2)), 4)),
                    entry(15, new Step(Kind.ELECTING, Optional.empty(), 4)),
                    call(20, Kind.CHALLENGED, 1, Outcome.NO_ANSWER),
                    entry(
                            50,
                            new Step(
                                    Kind.CLAIMED,
                                    Optional.of(new NodeId(2)),
                                    4,
                                    Optional.of(Outcome.GRANTED),
                                    Optional.empty(),
                                    1)),
                    LED,
                    call(70, Kind.INFORMED, 4, Outcome.NO_ANSWER),
                    call(71, Kind.INFORMED, 2, Outcome.NO_ANSWER),
                    call(80, Kind.INFORMED, 4, Outcome.NO_ANSWER),
                    call(81, Kind.INFORMED, 2, Outcome.NO_ANSWER),
                    call(90, Kind.INFORMED, 1, Outcome.INSTALLED),
                    call(95, Kind.INFORMED, 4, Outcome.NO_ANSWER)),
            LED);

    /** A journal is a file, which may have been damaged (reliability F1). */
    @Test
    void explainsAnyEntries() {
        for (int seed = 0; seed < WorstInputs.SEEDS; seed++) {
            WorstValues values = WorstInputs.values(seed);
            for (int i = 0; i < WorstInputs.INPUTS; i++) {
                List<JournalEntry> entries = Stream.generate(() -> values.of(JournalEntry.class))
                        .limit(8)
                        .toList();
                NodeAnswer.Why why = new NodeAnswer.Why(ElectionTimeline.last(entries));
                for (OutputFormat format : OutputFormat.values()) {
                    assertThat(ElectionExplanation.output(OPS, why, NodeId::toString, format))
                            .isNotEmpty();
                }
            }
        }
    }

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
                  +0.05 s  claimed the lead from the directory in place of bob, hearing 1: granted
                  +0.06 s  became the leader, epoch 5
                  +0.07 s  notified dan: no answer (3 times)
                  +0.07 s  notified bob: no answer (2 times)
                  +0.09 s  notified ann: done""".split("\n"));
    }

    @Test
    void printsEachStepAsJson() {
        List<String> told =
                ElectionExplanation.output(OPS, new NodeAnswer.Why(Optional.of(STORY)), NAMES, OutputFormat.JSON);
        assertThat(told)
                .singleElement()
                .asString()
                .contains("\"leader\":", "\"ms\":60")
                .contains("\"step\":\"pinged_through\",\"about\":2,\"epoch\":4,\"outcome\":\"unreached\",\"helper\":4}")
                .contains("\"step\":\"claimed\",\"about\":2,\"epoch\":4,\"outcome\":\"granted\",\"heard\":1}")
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

    private static JournalEntry call(long at, Kind kind, int callee, Outcome outcome) {
        return entry(at, new Step(kind, new NodeId(callee), 5, outcome));
    }

    private static JournalEntry entry(long at, Step step) {
        return new JournalEntry(at, 1_700_000_000_000L + at, step);
    }
}
