package p2pchat.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.journal.JournalEntry.Kind;
import p2pchat.journal.JournalEntry.Step;
import p2pchat.model.NodeId;

class ElectionTimelineTest {

    private static final NodeId ANN = new NodeId(1);
    private static final NodeId BOB = new NodeId(2);

    private static final JournalEntry JOINED = note(0, Kind.FOLLOWED, ANN, 1);
    private static final JournalEntry DOUBT = note(60_000, Kind.SUSPECTED, ANN, 1);
    private static final JournalEntry ELECTING = note(60_030, Kind.ELECTING, ANN, 1);
    private static final JournalEntry CLAIM = note(60_050, Kind.CLAIMED, ANN, 1);
    private static final JournalEntry LEADS = note(60_060, Kind.LED, BOB, 2);
    private static final JournalEntry INFORMED = note(60_070, Kind.INFORMED, new NodeId(3), 2);

    @Test
    void coversFirstDoubtToLastMemberInformed() {
        ElectionTimeline story = ElectionTimeline.last(List.of(JOINED, DOUBT, ELECTING, CLAIM, LEADS, INFORMED))
                .orElseThrow();

        assertThat(story.steps()).containsExactly(DOUBT, ELECTING, CLAIM, LEADS, INFORMED);
        assertThat(story.end()).isEqualTo(LEADS);
        assertThat(story.duration()).isEqualTo(60);
    }

    @Test
    void emptyWithoutLeaderChange() {
        assertThat(ElectionTimeline.last(List.of())).isEmpty();
        assertThat(ElectionTimeline.last(List.of(JOINED))).isEmpty();
    }

    @Test
    void ignoresFalseAlarm() {
        JournalEntry calm = note(60_400, Kind.HEARD_AGAIN, ANN, 1);
        JournalEntry again = note(60_500, Kind.FOLLOWED, ANN, 1);

        assertThat(ElectionTimeline.last(List.of(JOINED, DOUBT, calm, again))).isEmpty();
    }

    @Test
    void leavesOutEarlierFalseAlarm() {
        JournalEntry alarm = note(20_000, Kind.PING_FAILED, ANN, 1);

        assertThat(ElectionTimeline.last(List.of(JOINED, alarm, DOUBT, ELECTING, LEADS)))
                .map(ElectionTimeline::steps)
                .contains(List.of(DOUBT, ELECTING, LEADS));
    }

    @Test
    void returnsLastOfSeveral() {
        JournalEntry next = note(90_000, Kind.FOLLOWED, ANN, 3);

        assertThat(ElectionTimeline.last(List.of(JOINED, DOUBT, LEADS, INFORMED, next)))
                .map(ElectionTimeline::end)
                .contains(next);
    }

    @Test
    void leavesOutMuchLaterSteps() {
        JournalEntry late = note(70_000, Kind.INFORMED, new NodeId(4), 2);

        assertThat(ElectionTimeline.last(List.of(JOINED, DOUBT, LEADS, late)))
                .map(ElectionTimeline::steps)
                .contains(List.of(DOUBT, LEADS));
    }

    private static JournalEntry note(long at, Kind kind, NodeId about, long epoch) {
        return new JournalEntry(at, at, new Step(kind, Optional.of(about), epoch));
    }
}
