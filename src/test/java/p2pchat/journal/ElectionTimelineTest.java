package p2pchat.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.journal.JournalEntry.Kind;
import p2pchat.model.NodeId;

class ElectionTimelineTest {

    private static final NodeId ANN = new NodeId(1);
    private static final NodeId BOB = new NodeId(2);

    private static final JournalEntry JOINED = note(0, Kind.ROLE, ANN, 1, "MEMBER");
    private static final JournalEntry DOUBT = note(60_000, Kind.SUSPECTED, ANN, 1, "silent");
    private static final JournalEntry ELECTING =
            new JournalEntry(60_030, 0, Kind.ROLE, Optional.empty(), 1, "ELECTING");
    private static final JournalEntry CLAIM = note(60_050, Kind.CLAIMED, ANN, 1, "heard 3: Granted epoch 2");
    private static final JournalEntry LEADS = note(60_060, Kind.ROLE, BOB, 2, "LEADER");
    private static final JournalEntry TOLD = note(60_070, Kind.TOLD, new NodeId(3), 2, "Installed");

    @Test
    void coversFirstDoubtToLastMemberInformed() {
        ElectionTimeline story = ElectionTimeline.last(List.of(JOINED, DOUBT, ELECTING, CLAIM, LEADS, TOLD))
                .orElseThrow();

        assertThat(story.steps()).containsExactly(DOUBT, ELECTING, CLAIM, LEADS, TOLD);
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
        JournalEntry calm = note(60_400, Kind.SUSPECTED, ANN, 1, "heard again");
        JournalEntry again = note(60_500, Kind.ROLE, ANN, 1, "MEMBER");

        assertThat(ElectionTimeline.last(List.of(JOINED, DOUBT, calm, again))).isEmpty();
    }

    @Test
    void leavesOutEarlierFalseAlarm() {
        JournalEntry alarm = note(20_000, Kind.PING_FAILED, ANN, 1, "no answer");

        assertThat(ElectionTimeline.last(List.of(JOINED, alarm, DOUBT, ELECTING, LEADS)))
                .map(ElectionTimeline::steps)
                .contains(List.of(DOUBT, ELECTING, LEADS));
    }

    @Test
    void returnsLastOfSeveral() {
        JournalEntry next = note(90_000, Kind.ROLE, ANN, 3, "MEMBER");

        assertThat(ElectionTimeline.last(List.of(JOINED, DOUBT, LEADS, TOLD, next)))
                .map(ElectionTimeline::end)
                .contains(next);
    }

    @Test
    void leavesOutMuchLaterSteps() {
        JournalEntry late = note(70_000, Kind.TOLD, new NodeId(4), 2, "Installed");

        assertThat(ElectionTimeline.last(List.of(JOINED, DOUBT, LEADS, late)))
                .map(ElectionTimeline::steps)
                .contains(List.of(DOUBT, LEADS));
    }

    private static JournalEntry note(long at, Kind kind, NodeId about, long epoch, String detail) {
        return new JournalEntry(at, at, kind, Optional.of(about), epoch, detail);
    }
}
