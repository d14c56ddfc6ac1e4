package p2pchat.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.journal.Note.Kind;
import p2pchat.model.NodeId;

class ElectionStoryTest {

    private static final NodeId ANN = new NodeId(1);
    private static final NodeId BOB = new NodeId(2);

    private static final Note JOINED = note(0, Kind.ROLE, ANN, 1, "MEMBER");
    private static final Note DOUBT = note(60_000, Kind.SUSPECTED, ANN, 1, "silent");
    private static final Note ELECTING = new Note(60_030, 0, Kind.ROLE, Optional.empty(), 1, "ELECTING");
    private static final Note CLAIM = note(60_050, Kind.CLAIMED, ANN, 1, "heard 3: Granted epoch 2");
    private static final Note LEADS = note(60_060, Kind.ROLE, BOB, 2, "LEADER");
    private static final Note TOLD = note(60_070, Kind.TOLD, new NodeId(3), 2, "Installed");

    @Test
    void tellsFromTheFirstDoubtToTheLastMemberTold() {
        ElectionStory story = ElectionStory.last(List.of(JOINED, DOUBT, ELECTING, CLAIM, LEADS, TOLD))
                .orElseThrow();

        assertThat(story.steps()).containsExactly(DOUBT, ELECTING, CLAIM, LEADS, TOLD);
        assertThat(story.end()).isEqualTo(LEADS);
        assertThat(story.duration()).isEqualTo(60);
    }

    @Test
    void whoNeverSawALeaderChangeHasNothingToTell() {
        assertThat(ElectionStory.last(List.of())).isEmpty();
        assertThat(ElectionStory.last(List.of(JOINED))).isEmpty();
    }

    @Test
    void aFalseAlarmIsNoElection() {
        Note calm = note(60_400, Kind.SUSPECTED, ANN, 1, "heard again");
        Note again = note(60_500, Kind.ROLE, ANN, 1, "MEMBER");

        assertThat(ElectionStory.last(List.of(JOINED, DOUBT, calm, again))).isEmpty();
    }

    @Test
    void anEarlierFalseAlarmIsLeftOut() {
        Note alarm = note(20_000, Kind.PING_FAILED, ANN, 1, "no answer");

        assertThat(ElectionStory.last(List.of(JOINED, alarm, DOUBT, ELECTING, LEADS)))
                .map(ElectionStory::steps)
                .contains(List.of(DOUBT, ELECTING, LEADS));
    }

    @Test
    void theLastOfSeveralIsTold() {
        Note next = note(90_000, Kind.ROLE, ANN, 3, "MEMBER");

        assertThat(ElectionStory.last(List.of(JOINED, DOUBT, LEADS, TOLD, next)))
                .map(ElectionStory::end)
                .contains(next);
    }

    @Test
    void whatIsToldMuchLaterIsAnotherMatter() {
        Note late = note(70_000, Kind.TOLD, new NodeId(4), 2, "Installed");

        assertThat(ElectionStory.last(List.of(JOINED, DOUBT, LEADS, late)))
                .map(ElectionStory::steps)
                .contains(List.of(DOUBT, LEADS));
    }

    private static Note note(long at, Kind kind, NodeId about, long epoch, String detail) {
        return new Note(at, at, kind, Optional.of(about), epoch, detail);
    }
}
