package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.id;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.stream;
import static p2pchat.chat.TestMembers.view;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import p2pchat.chat.Outbox.Effect;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;

/** The timeout of a member: twice the longest recent time to an acknowledgement, within bounds. */
class AckTimesTest {

    private static final NodeId BOB = node(2);

    private final AckTimes times = new AckTimes();

    @Test
    void isHalfASecondAtFirstAndForFastMembers() {
        assertThat(times.timeoutMillis()).isEqualTo(500);
        times.add(20);
        assertThat(times.timeoutMillis()).isEqualTo(500);
    }

    @Test
    void isTwiceTheSlowestRecentUpToThreeSeconds() {
        times.add(400);
        times.add(20);
        assertThat(times.timeoutMillis()).isEqualTo(800);
        times.add(2_000);
        assertThat(times.timeoutMillis()).isEqualTo(3_000);
        for (int i = 0; i < 63; i++) {
            times.add(400);
            assertThat(times.timeoutMillis()).isEqualTo(3_000);
        }
        times.add(20);
        assertThat(times.timeoutMillis()).as("the longest is no longer recent").isEqualTo(800);
    }

    /** The first message of a batch counts, because the member answers while it stores the rest. */
    @Test
    void isMeasuredFromTheFirstUnacknowledgedMessage() {
        Outbox outbox = new Outbox(node(1), Ranges.NONE, Map.of(), true);
        outbox.viewChanged(view(1, 2), 0);
        for (int seq = 1; seq <= 3; seq++) {
            outbox.written(message(1, seq), 0);
        }
        outbox.streamOpened(stream(BOB, 1), Ranges.NONE, 0);
        outbox.batchRequested(stream(BOB, 1), 0);
        outbox.batchSent(stream(BOB, 1), 3, 3);
        outbox.needsOverdueChecks(0);
        long now = 0;
        for (; now < 400; now += 100) {
            assertThat(outbox.checkOverdue(now)).isEmpty();
        }
        outbox.acknowledged(stream(BOB, 1), Ranges.upTo(1), Map.of(), now);
        for (; now < 1_200; now += 100) {
            assertThat(outbox.checkOverdue(now)).isEmpty();
        }
        List<Effect> late = outbox.checkOverdue(now);
        assertThat(late).containsExactly(new Effect.Verify(id(2)));
    }
}
