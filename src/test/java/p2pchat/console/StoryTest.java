package p2pchat.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import p2pchat.journal.ElectionStory;
import p2pchat.journal.Note;
import p2pchat.journal.Note.Kind;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;

/** What {@code why leader} says where bob, the leader, and dan were killed at once; it is cat's terminal. */
class StoryTest {

    private static final NetworkName OPS = new NetworkName("ops");
    private static final Function<NodeId, String> NAMES =
            node -> Map.of(1, "ann", 2, "bob", 3, "you", 4, "dan").get(node.value());

    private static final Note LEADS = note(60, Kind.ROLE, 3, "LEADER");
    private static final ElectionStory STORY = new ElectionStory(
            List.of(
                    note(0, Kind.SUSPECTED, 2, "silent"),
                    note(5, Kind.PING_FAILED, 2, "no answer"),
                    note(10, Kind.ASKED_THROUGH, 2, "n4 does not reach it"),
                    note(12, Kind.GAVE_UP, 2, ""),
                    new Note(15, 0, Kind.ROLE, Optional.empty(), 4, "ELECTING"),
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
    void itIsToldStepByStepWithTimesAndNames() {
        assertThat(Story.lines(STORY, NAMES)).containsExactly("""
                you lead since epoch 5: settled 0.06 s after the first doubt
                  +0.00 s  bob is silent
                  +0.01 s  pinged bob: no answer
                  +0.01 s  asked dan to ping bob: dan does not reach it
                  +0.01 s  gave up bob: nobody who was asked reaches it
                  +0.02 s  take part in an election
                  +0.02 s  asked ann, whose id is lower, to take over: no answer
                  +0.05 s  asked the directory for the lead in place of bob; heard 1: Granted epoch 5
                  +0.06 s  lead now, epoch 5
                  +0.07 s  told dan: no answer (3 times)
                  +0.07 s  told bob: no answer (2 times)
                  +0.09 s  told ann: Installed""".split("\n"));
    }

    @Test
    void aProgramGetsEachStep() {
        List<String> told = Story.told(OPS, new Answer.Why(Optional.of(STORY)), NAMES, Output.JSON);
        assertThat(told)
                .singleElement()
                .asString()
                .contains("\"leader\":", "\"ms\":60")
                .satisfies(json -> assertThat(json.split("\"step\":", -1))
                        .hasSize(1 + STORY.steps().size()));
    }

    @Test
    void whereNothingChangedItSaysSo() {
        assertThat(Story.told(OPS, new Answer.Why(Optional.empty()), NAMES, Output.HUMAN))
                .containsExactly(Story.UNCHANGED);
        assertThat(Story.told(OPS, new Answer.Why(Optional.empty()), NAMES, Output.JSON))
                .singleElement()
                .asString()
                .contains("\"election\":null");
    }

    @Test
    void aNoteThatNamesNobodyIsToldAsItIs() {
        ElectionStory odd = new ElectionStory(List.of(note(0, Kind.ASKED_THROUGH, 2, "no answer"), LEADS), LEADS);
        assertThat(Story.lines(odd, NAMES)).contains("  +0.00 s  asked another member to ping bob: no answer");
    }

    private static Note note(long at, Kind kind, int about, String detail) {
        return new Note(at, 1_700_000_000_000L + at, kind, Optional.of(new NodeId(about)), 5, detail);
    }
}
