package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.stream;
import static p2pchat.chat.TestMembers.view;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import p2pchat.chat.Outbox.Effect;
import p2pchat.model.MessageKey;
import p2pchat.model.Ranges;

/** A store restored from a backup assigns no number twice while any member can be asked (H11). */
class SequenceRecoveryTest {

    private final SequenceRecovery numbering = new SequenceRecovery(false);

    private boolean known(long last, long now) {
        numbering.logRead(Ranges.upTo(last), now);
        return numbering.complete();
    }

    @Test
    void newcomerIsComplete() {
        assertThat(new SequenceRecovery(true).complete()).isTrue();
    }

    @Test
    void waitsForAllAnswers() {
        numbering.viewChanged(List.of(node(2), node(3)), 1_000);
        assertThat(numbering.awaits(node(2))).isTrue();
        numbering.answered(node(2), Ranges.upTo(5), 5, 1_001);
        assertThat(known(5, 1_001)).isFalse();
        numbering.unreachable(node(3));
        assertThat(known(5, 1_002)).isTrue();
        assertThat(numbering.awaits(node(2))).isFalse();
    }

    @Test
    void stopsWaitingAfterOneAnswerAndTimeout() {
        numbering.viewChanged(List.of(node(2), node(3)), 1_000);
        assertThat(known(5, 1_500)).as("no member has answered").isFalse();
        numbering.answered(node(2), Ranges.upTo(5), 5, 1_500);
        assertThat(known(5, 1_500)).isTrue();
    }

    @Test
    void doesNotWaitForUnreachableMember() {
        Outbox outbox = new Outbox(node(1), Ranges.upTo(5), Map.of(), false);
        outbox.viewChanged(view(1, 2, 3), 1_000);
        outbox.streamOpened(stream(node(2), 1), Ranges.upTo(5), 1_001);
        outbox.logRead(Ranges.upTo(5), 1_001);
        assertThat(outbox.mayWrite()).isFalse();
        outbox.streamClosed(stream(node(3), 2), new Random(1));
        outbox.logRead(Ranges.upTo(5), 1_002);
        assertThat(outbox.mayWrite()).isTrue();
    }

    @Test
    void doesNotWaitWhenAlone() {
        numbering.viewChanged(List.of(), 1_000);
        assertThat(known(5, 1_000)).isTrue();
    }

    @Test
    void doesNotWaitForDepartedMember() {
        numbering.viewChanged(List.of(node(2)), 1_000);
        numbering.viewChanged(List.of(), 1_100);
        assertThat(known(5, 1_100)).isTrue();
    }

    @Test
    void waitsForMissingMessages() {
        numbering.viewChanged(List.of(node(2)), 1_000);
        assertThat(numbering.answered(node(2), Ranges.upTo(7), 5, 1_001))
                .containsExactly(new Effect.OwnMessagesMissing(node(2), 7));
        assertThat(known(6, 1_100)).isFalse();
        assertThat(known(7, 1_100)).isTrue();
    }

    @Test
    void waitsForMissingAtMostFiveSeconds() {
        numbering.viewChanged(List.of(node(2)), 1_000);
        numbering.answered(node(2), Ranges.upTo(7), 5, 1_000);
        assertThat(known(5, 5_999)).isFalse();
        assertThat(known(5, 6_000)).isTrue();
    }

    @Test
    void lateAnswerRestartsRecovery() {
        numbering.viewChanged(List.of(), 1_000);
        assertThat(known(5, 1_000)).isTrue();
        assertThat(numbering.answered(node(2), Ranges.upTo(7), 5, 90_000)).hasSize(1);
        assertThat(numbering.answered(node(3), Ranges.upTo(7), 5, 90_000))
                .as("reported once")
                .isEmpty();
        assertThat(numbering.complete()).isFalse();
    }

    /** One false claim costs a wait and at most {@link Outbox#WINDOW} numbers (reliability F1). */
    @Test
    void believesFalseClaimOnce() {
        numbering.viewChanged(List.of(node(2), node(3)), 1_000);
        assertThat(numbering.answered(node(2), Ranges.upTo(MessageKey.MAX_SEQ), 5, 1_000))
                .containsExactly(new Effect.OwnMessagesMissing(node(2), 5 + Outbox.WINDOW));
        assertThat(known(5, 5_999)).isFalse();
        assertThat(known(5, 6_000)).isTrue();
        assertThat(numbering.wants(5 + Outbox.WINDOW)).as("may come late").isTrue();
        assertThat(numbering.wants(6 + Outbox.WINDOW)).isFalse();
        assertThat(numbering.claimed(node(2), Ranges.upTo(MessageKey.MAX_SEQ), 5, 6_001))
                .isEmpty();
        assertThat(numbering.complete()).isTrue();
        assertThat(numbering.claimed(node(3), Ranges.upTo(7), 5, 6_002))
                .as("another member may be right")
                .hasSize(1);
        assertThat(known(7, 6_502)).isTrue();
    }

    @Test
    void fetchesLongTailInSteps() {
        numbering.viewChanged(List.of(node(2)), 0);
        numbering.answered(node(2), Ranges.upTo(20_000), 5, 0);
        long now = 0;
        for (long held = 5 + Outbox.WINDOW; held < 20_000; held += Outbox.WINDOW) {
            now += 2_500;
            assertThat(numbering.logRead(Ranges.upTo(held), now))
                    .containsExactly(new Effect.OwnMessagesMissing(node(2), Math.min(20_000, held + Outbox.WINDOW)));
        }
        assertThat(now).isGreaterThan(SequenceRecovery.PROGRESS_TIMEOUT.toMillis());
        assertThat(known(20_000, now)).isTrue();
    }

    @Test
    void endlessTailIsGivenUp() {
        numbering.viewChanged(List.of(node(2)), 0);
        numbering.answered(node(2), Ranges.upTo(MessageKey.MAX_SEQ), 5, 0);
        long end = SequenceRecovery.TOTAL_TIMEOUT.toMillis();
        for (long now = 0; now < end; now += 1_000) {
            assertThat(known(5 + now, now)).isFalse();
        }
        assertThat(known(5 + end, end)).isTrue();
    }

    @Test
    void ignoresGapsThatNobodyHolds() {
        numbering.viewChanged(List.of(node(2)), 1_000);
        numbering.answered(node(2), Ranges.upTo(3).with(9), 5, 1_001);
        numbering.logRead(Ranges.upTo(5).with(9), 1_002);
        assertThat(numbering.complete()).isTrue();
    }

    @Test
    void newcomerIgnoresClaims() {
        SequenceRecovery newcomer = new SequenceRecovery(true);
        assertThat(newcomer.answered(node(2), Ranges.upTo(7), 0, 1_000)).isEmpty();
        assertThat(newcomer.complete()).isTrue();
        assertThat(newcomer.wants(1)).isFalse();
    }
}
