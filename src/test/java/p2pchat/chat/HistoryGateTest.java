package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/** The leader held messages 1 to 3 of n2, all sent at time 1. */
final class HistoryGateTest {

    private static final VersionVector HELD = VersionVector.EMPTY.with(node(2), Ranges.upTo(3));
    private static final long AFTERWARDS = 2;

    private final HistoryGate gate = new HistoryGate();
    private final List<Long> shown = new ArrayList<>();

    @BeforeEach
    void replayOwnHistory() {
        assertThat(gate.awaitsReplay()).isTrue();
        show(gate.replayed());
        assertThat(gate.awaitsReplay()).isFalse();
    }

    @Test
    void holdsMessagesUntilOwnHistoryIsShown() {
        HistoryGate fresh = new HistoryGate();
        show(fresh.historyKnown(HELD, AFTERWARDS));
        show(fresh.delivered(List.of(new DeliveredMessage(message(2, 4), OrderMark.PLAIN))));
        assertThat(shown).isEmpty();
        show(fresh.replayed());
        assertThat(shown).containsExactly(4L);
    }

    @Test
    void holdsMessagesUntilLeaderReportsHistory() {
        arrive(1, 2, 3, 4);
        assertThat(shown).isEmpty();
        show(gate.historyKnown(HELD, AFTERWARDS));
        assertThat(shown).containsExactly(4L);
        arrive(2, 5);
        assertThat(shown).containsExactly(4L, 5L);
    }

    /** A member may send a message to a newcomer at once, and the leader may have that message before it is asked. */
    @Test
    void recentMessagesAreNewsEvenIfLeaderHeldThem() {
        arrive(3);
        show(gate.historyKnown(HELD, 1));
        assertThat(shown).containsExactly(3L);
    }

    @Test
    void releasesMessagesAfterTimeout() {
        arrive(1, 2);
        show(gate.timeout());
        arrive(3);
        assertThat(shown).containsExactly(1L, 2L, 3L);
    }

    @Test
    void appliesLateHistory() {
        show(gate.timeout());
        arrive(1);
        show(gate.historyKnown(HELD, AFTERWARDS));
        arrive(2, 4);
        assertThat(shown).containsExactly(1L, 4L);
    }

    /** Messages sent under an earlier leader are news to a node that was a member then. */
    @Test
    void ignoresSecondHistoryReport() {
        show(gate.historyKnown(HELD, AFTERWARDS));
        show(gate.historyKnown(VersionVector.EMPTY.with(node(2), Ranges.upTo(9)), AFTERWARDS));
        arrive(3, 9);
        assertThat(shown).containsExactly(9L);
    }

    @Test
    void leaderHasNoHistory() {
        arrive(1);
        show(gate.noHistory());
        show(gate.historyKnown(HELD, AFTERWARDS));
        arrive(2);
        assertThat(shown).containsExactly(1L, 2L);
    }

    @Test
    void releasesMessageShownAsHistory() {
        arrive(4, 5);
        assertThat(gate.shownAsHistory(message(2, 4).key()))
                .map(DeliveredMessage::message)
                .contains(message(2, 4));
        assertThat(gate.shownAsHistory(message(2, 4).key())).isEmpty();
        show(gate.historyKnown(HELD, AFTERWARDS));
        assertThat(shown).containsExactly(5L);
    }

    @Test
    void limitsWaitingMessages() {
        for (long seq = 1; seq <= HistoryGate.MAX_WAITING; seq++) {
            arrive(seq);
        }
        assertThat(shown).isEmpty();
        arrive(HistoryGate.MAX_WAITING + 1L);
        assertThat(shown).hasSize(HistoryGate.MAX_WAITING + 1).isSorted();
    }

    private void arrive(long... numbers) {
        show(gate.delivered(LongStream.of(numbers)
                .mapToObj(seq -> new DeliveredMessage(message(2, seq), OrderMark.PLAIN))
                .toList()));
    }

    private void show(List<DeliveredMessage> news) {
        news.stream().map(DeliveredMessage::message).map(ChatMessage::key).forEach(key -> shown.add(key.seq()));
    }
}
