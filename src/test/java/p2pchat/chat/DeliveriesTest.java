package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Ranges.Range;
import p2pchat.model.RecipientStatus.State;

class DeliveriesTest {

    private static final List<NodeId> BOTH = List.of(node(2), node(3));

    private final Deliveries deliveries = new Deliveries();

    @Test
    void floodReportsOnlyTheLastStep() {
        write(Deliveries.MAX_REPORTED_STEPWISE + 1);
        assertThat(deliveries.stored(node(2), Ranges.upTo(65), 0)).isEmpty();
        assertThat(deliveries.stored(node(3), Ranges.upTo(65), 0)).hasSize(65).allMatch(Delivery::isSettled);
    }

    @Test
    void floodReportsWhenOnlySlowMembersLack() {
        write(Deliveries.MAX_REPORTED_STEPWISE + 1);
        assertThat(slow(7, 3)).isEmpty();
        assertThat(deliveries.stored(node(2), Ranges.upTo(65), 0)).satisfiesExactly(step -> {
            assertThat(step.key().seq()).isEqualTo(7);
            assertThat(step.slow()).containsExactly(node(3));
            assertThat(step.isSettled()).isFalse();
        });
        assertThat(slow(8, 3)).hasSize(1);
        assertThat(deliveries.stored(node(3), Ranges.upTo(65), 0)).hasSize(65).allMatch(Delivery::isSettled);
    }

    private List<Delivery> slow(long seq, int member) {
        return deliveries.change(seq, node(member), State.SLOW, Optional.of(node(2)), "", 0);
    }

    @Test
    void reportsEachStepWhileFewAreTracked() {
        write(Deliveries.MAX_REPORTED_STEPWISE);
        assertThat(deliveries.stored(node(2), Ranges.upTo(64), 0)).hasSize(64).noneMatch(Delivery::isSettled);
    }

    @Test
    void settledMessagesAreNotTracked() {
        write(1_000);
        deliveries.stored(node(2), Ranges.upTo(999), 0);
        deliveries.stored(node(3), Ranges.upTo(999), 0);
        assertThat(deliveries.stored(node(2), Ranges.NONE.with(1_000), 0))
                .satisfiesExactly(step -> assertThat(step.pending()).containsExactly(node(3)));
    }

    @Test
    void stopsTrackingTheOldestBeyondLimit() {
        write(Deliveries.MAX_TRACKED + 3);
        deliveries.stored(node(2), Ranges.upTo(Deliveries.MAX_TRACKED + 3), 0);
        List<Delivery> settled = deliveries.stored(node(3), Ranges.upTo(Deliveries.MAX_TRACKED + 3), 0);
        assertThat(settled).hasSize(Deliveries.MAX_TRACKED);
        assertThat(settled.get(0).key()).isEqualTo(new MessageKey(node(1), 4));
    }

    @Test
    void acceptsAnyRangeFromTheNetwork() {
        write(1);
        Ranges everything = Ranges.upTo(MessageKey.MAX_SEQ);
        assertThat(deliveries.stored(node(2), everything, 0)).hasSize(1);
        assertThat(deliveries.refused(node(3), new TreeMap<>(Map.of(MessageKey.MAX_SEQ, "no", 1L, "no")), 0))
                .hasSize(1);
    }

    @Test
    void reportsPartialStorageInParts() {
        write(5);
        Ranges parts = Ranges.NONE.with(new Range(1, 2)).with(new Range(4, 4));
        assertThat(deliveries.stored(node(2), parts, 0))
                .extracting(delivery -> delivery.key().seq())
                .containsExactly(1L, 2L, 4L);
        assertThat(deliveries.dropped(node(2), 0))
                .allMatch(delivery -> delivery.failed().equals(List.of(node(2))))
                .extracting(delivery -> delivery.key().seq())
                .containsExactly(3L, 5L);
    }

    @Test
    void treatsBackwardTimeAsZero() {
        deliveries.written(message(1, 1), BOTH, 1_000);
        assertThat(deliveries.stored(node(2), Ranges.upTo(1), 400).get(0).elapsed())
                .isZero();
    }

    private void write(int count) {
        for (int seq = 1; seq <= count; seq++) {
            assertThat(deliveries.written(message(1, seq), BOTH, 0)).isEmpty();
        }
    }
}
