package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/** The leader held messages 1 to 3 of n2; all of them were sent at the time 1. */
final class HistoryGateTest {

    private static final VersionVector HELD = VersionVector.EMPTY.with(node(2), Ranges.upTo(3));
    private static final long AFTERWARDS = 2;

    private final HistoryGate past = new HistoryGate();
    private final List<Long> shown = new ArrayList<>();

    @Test
    void waitsUntilTheLeaderSaidWhatItHeld() {
        arrive(1, 2, 3, 4);
        assertThat(shown).isEmpty();
        show(past.historyKnown(HELD, AFTERWARDS));
        assertThat(shown).containsExactly(4L);
        arrive(2, 5);
        assertThat(shown).containsExactly(4L, 5L);
    }

    /** Whoever hears that a newcomer is there answers at once, and the leader may have the answer before it is asked. */
    @Test
    void whatWasJustSaidIsNewsThoughTheLeaderHeldIt() {
        arrive(3);
        show(past.historyKnown(HELD, 1));
        assertThat(shown).containsExactly(3L);
    }

    @Test
    void isNotWaitedForWhereNobodySaysIt() {
        arrive(1, 2);
        show(past.timeout());
        arrive(3);
        assertThat(shown).containsExactly(1L, 2L, 3L);
    }

    @Test
    void mayBeToldLate() {
        show(past.timeout());
        arrive(1);
        show(past.historyKnown(HELD, AFTERWARDS));
        arrive(2, 4);
        assertThat(shown).containsExactly(1L, 4L);
    }

    /** What was said while another led is news to whoever was in meanwhile. */
    @Test
    void isToldOnce() {
        show(past.historyKnown(HELD, AFTERWARDS));
        show(past.historyKnown(VersionVector.EMPTY.with(node(2), Ranges.upTo(9)), AFTERWARDS));
        arrive(3, 9);
        assertThat(shown).containsExactly(9L);
    }

    @Test
    void whoeverLeadsHasNone() {
        arrive(1);
        show(past.noHistory());
        show(past.historyKnown(HELD, AFTERWARDS));
        arrive(2);
        assertThat(shown).containsExactly(1L, 2L);
    }

    @Test
    void whatIsShownAsHistoryDoesNotWaitAnyMore() {
        arrive(4, 5);
        assertThat(past.shownAsHistory(message(2, 4).key()))
                .map(DeliveredMessage::message)
                .contains(message(2, 4));
        assertThat(past.shownAsHistory(message(2, 4).key())).isEmpty();
        show(past.historyKnown(HELD, AFTERWARDS));
        assertThat(shown).containsExactly(5L);
    }

    @Test
    void doesNotFillTheMemory() {
        for (long seq = 1; seq <= HistoryGate.MAX_WAITING; seq++) {
            arrive(seq);
        }
        assertThat(shown).isEmpty();
        arrive(HistoryGate.MAX_WAITING + 1L);
        assertThat(shown).hasSize(HistoryGate.MAX_WAITING + 1).isSorted();
    }

    private void arrive(long... numbers) {
        show(past.delivered(LongStream.of(numbers)
                .mapToObj(seq -> new DeliveredMessage(message(2, seq), OrderMark.PLAIN))
                .toList()));
    }

    private void show(List<DeliveredMessage> news) {
        news.stream().map(DeliveredMessage::message).map(ChatMessage::key).forEach(key -> shown.add(key.seq()));
    }
}
