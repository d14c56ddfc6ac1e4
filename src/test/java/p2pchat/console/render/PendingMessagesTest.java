package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.delivered;
import static p2pchat.console.Examples.delivery;
import static p2pchat.console.Examples.id;
import static p2pchat.console.Examples.lagging;
import static p2pchat.console.Examples.nodes;
import static p2pchat.console.Examples.underWay;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PendingMessagesTest {

    private static final PendingMessages ONE = PendingMessages.NONE.submitting(0, Optional.of("r"));

    @Test
    void messageIsOpenUntilFinalDelivery() {
        assertThat(ONE.open()).isEqualTo(1);
        PendingMessages kept = ONE.accepted(0, id(1));
        assertThat(kept.open()).isEqualTo(1);
        assertThat(kept.ref(id(1))).contains("r");
        assertThat(kept.delivered(underWay(1, 20)).open()).isEqualTo(1);
        assertThat(kept.delivered(delivered(1)).open()).isZero();
        assertThat(kept.delivered(delivered(1)).allArrived()).isTrue();
    }

    @Test
    void pendingMemberKeepsMessageOpen() {
        PendingMessages kept = ONE.accepted(0, id(1));
        assertThat(kept.delivered(delivery(1, nodes(1), nodes(), nodes(), nodes(3)))
                        .open())
                .isEqualTo(1);
    }

    @Test
    void failedDeliveryClosesMessageAsUndelivered() {
        PendingMessages after = ONE.accepted(0, id(1)).delivered(delivery(1, nodes(1), nodes(), nodes(3), nodes()));
        assertThat(after.open()).isZero();
        assertThat(after.allArrived()).isFalse();
    }

    @Test
    void relayedMessageCountsAsDelivered() {
        PendingMessages after = ONE.accepted(0, id(1)).delivered(delivery(1, nodes(1), nodes(3), nodes(), nodes()));
        assertThat(after.allArrived()).isTrue();
    }

    @Test
    void ignoresMessagesOfEarlierProcess() {
        PendingMessages after = ONE.accepted(0, id(1)).delivered(delivery(7, nodes(1), nodes(), nodes(3), nodes()));
        assertThat(after).isEqualTo(ONE.accepted(0, id(1)));
        assertThat(PendingMessages.NONE.delivered(delivered(7))).isEqualTo(PendingMessages.NONE);
    }

    @Test
    void refusedMessageIsUndeliveredUnlessReported() {
        assertThat(ONE.refused(0).allArrived()).isFalse();
    }

    @Test
    void keepsEarlyDeliveries() {
        assertThat(ONE.isEarly(delivered(1))).isTrue();
        PendingMessages held = ONE.submitting(1, Optional.empty()).keeping(delivered(1));
        assertThat(held.due()).isEmpty();
        assertThat(held.accepted(1, id(2)).due()).isEmpty();
        assertThat(held.accepted(0, id(1)).due()).containsExactly(delivered(1));
        assertThat(held.accepted(0, id(1)).withoutDue().early()).isEmpty();
        assertThat(PendingMessages.NONE.isEarly(delivered(1))).isFalse();
    }

    @Test
    void forgottenMessageCountsAsUndelivered() {
        PendingMessages many = PendingMessages.NONE;
        for (int i = 0; i <= PendingMessages.MAX_UNSETTLED; i++) {
            assertThat(many.undelivered()).isFalse();
            many = many.submitting(i, Optional.empty()).accepted(i, id(i + 1));
        }
        assertThat(many.open()).isEqualTo(PendingMessages.MAX_UNSETTLED);
        assertThat(many.undelivered()).isTrue();
        assertThat(many.tracks(id(1))).isFalse();
        assertThat(many.tracks(id(2))).isTrue();
    }

    @Test
    void laggingMessageIsOpenButNotUnderWay() {
        PendingMessages kept = ONE.accepted(0, id(1));
        PendingMessages after = kept.delivered(lagging(1));
        assertThat(kept.underWay()).isEqualTo(1);
        assertThat(after.underWay()).isZero();
        assertThat(after.open()).isEqualTo(1);
        assertThat(after.allArrived()).isFalse();
        assertThat(after.ref(id(1))).contains("r");
        assertThat(after.delivered(lagging(1))).isEqualTo(after);
        assertThat(after.delivered(delivered(1))).isEqualTo(PendingMessages.NONE);
    }

    @Test
    void boundsLaggingMessages() {
        PendingMessages many = PendingMessages.NONE;
        for (int i = 1; i <= PendingMessages.MAX_LAGGING + 1; i++) {
            assertThat(many.undelivered()).isFalse();
            many = many.submitting(i, Optional.of("r")).accepted(i, id(i)).delivered(lagging(i));
        }
        assertThat(many.open()).isEqualTo(PendingMessages.MAX_LAGGING);
        assertThat(many.undelivered()).isTrue();
        assertThat(many.tracks(id(1))).isFalse();
        assertThat(many.ref(id(2))).contains("r");
    }
}
