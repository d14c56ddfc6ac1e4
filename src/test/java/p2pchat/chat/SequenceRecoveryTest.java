package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.view;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import p2pchat.chat.Outbox.Effect;
import p2pchat.model.Ranges;

/** A store that was put back from a backup gives no number twice while anybody can be asked (H11). */
class SequenceRecoveryTest {

    private final SequenceRecovery numbering = new SequenceRecovery(false);

    private boolean known(long last, long now) {
        numbering.holds(Ranges.upTo(last), now);
        return numbering.known();
    }

    @Test
    void aMembersFirstProcessIsNotKeptWaiting() {
        assertThat(new SequenceRecovery(true).known()).isTrue();
    }

    @Test
    void theFirstWordsWaitUntilEverybodyHasAnswered() {
        numbering.view(List.of(node(2), node(3)), 1_000);
        assertThat(numbering.asks(node(2))).isTrue();
        numbering.told(node(2), Ranges.upTo(5), 5, 1_001);
        assertThat(known(5, 1_001)).isFalse();
        numbering.failed(node(3));
        assertThat(known(5, 1_002)).isTrue();
        assertThat(numbering.asks(node(2))).isFalse();
    }

    @Test
    void whoDoesNotAnswerIsNotWaitedForLongIfSomebodyDoes() {
        numbering.view(List.of(node(2), node(3)), 1_000);
        assertThat(known(5, 1_500)).as("nobody has answered").isFalse();
        numbering.told(node(2), Ranges.upTo(5), 5, 1_500);
        assertThat(known(5, 1_500)).isTrue();
    }

    @Test
    void whoseStreamEndsBeforeItHasAnsweredIsNotWaitedFor() {
        Outbox outbox = new Outbox(node(1), Ranges.upTo(5), Map.of(), false);
        outbox.view(view(1, 2, 3), 1_000);
        outbox.opened(node(2), 1, Ranges.upTo(5), 1_001);
        outbox.holds(Ranges.upTo(5), 1_001);
        assertThat(outbox.numbering().known()).isFalse();
        outbox.closed(node(3), 2, new Random(1));
        outbox.holds(Ranges.upTo(5), 1_002);
        assertThat(outbox.numbering().known()).isTrue();
    }

    @Test
    void whoIsAloneWaitsForNobody() {
        numbering.view(List.of(), 1_000);
        assertThat(known(5, 1_000)).isTrue();
    }

    @Test
    void whoLeavesTheViewIsNotWaitedFor() {
        numbering.view(List.of(node(2)), 1_000);
        numbering.view(List.of(), 1_100);
        assertThat(known(5, 1_100)).isTrue();
    }

    @Test
    void ifSomebodyHoldsMoreTheWordsWaitUntilItIsHere() {
        numbering.view(List.of(node(2)), 1_000);
        assertThat(numbering.told(node(2), Ranges.upTo(7), 5, 1_001)).containsExactly(new Effect.Forgotten(node(2), 7));
        assertThat(known(6, 1_100)).isFalse();
        assertThat(known(7, 1_100)).isTrue();
    }

    @Test
    void whatIsNotToBeHadHoldsThemUpForFiveSecondsOnly() {
        numbering.view(List.of(node(2)), 1_000);
        numbering.told(node(2), Ranges.upTo(7), 5, 1_000);
        assertThat(known(5, 5_999)).isFalse();
        assertThat(known(5, 6_000)).isTrue();
    }

    @Test
    void lateNewsOfForgottenNumbersCountToo() {
        numbering.view(List.of(), 1_000);
        assertThat(known(5, 1_000)).isTrue();
        assertThat(numbering.told(node(2), Ranges.upTo(7), 5, 90_000)).hasSize(1);
        assertThat(numbering.told(node(3), Ranges.upTo(7), 5, 90_000))
                .as("told once")
                .isEmpty();
        assertThat(numbering.known()).isFalse();
    }
}
