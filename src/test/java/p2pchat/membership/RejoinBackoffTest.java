package p2pchat.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RejoinBackoffTest {

    private final RejoinBackoff backoff = new RejoinBackoff();

    @Test
    void waitsLongerAfterEachBriefMembership() {
        LongStream pauses = IntStream.range(0, 9).mapToLong(time -> stay(1_000));
        assertThat(pauses).containsExactly(0L, 0L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 32_000L);
    }

    @Test
    void longMembershipResetsBackoff() {
        IntStream.range(0, 5).forEach(time -> stay(1_000));
        assertThat(stay(10_000)).isZero();
        assertThat(stay(1_000)).isZero();
    }

    @Test
    void reportIsDueEveryThirdTime() {
        assertThat(IntStream.range(0, 7).mapToObj(time -> {
                    stay(1_000);
                    return backoff.isReportDue();
                }))
                .containsExactly(false, false, true, false, false, true, false);
    }

    private long stay(long millis) {
        backoff.admitted(5_000);
        return backoff.dropped(5_000 + millis);
    }
}
