package p2pchat.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private final RateLimits limits = new RateLimits(0.2, 3);

    @Test
    void originsHaveBucketsOfTheirOwn() {
        for (int i = 0; i < 3; i++) {
            assertThat(limits.tryAcquire("one", 0)).isTrue();
        }
        assertThat(limits.tryAcquire("one", 0)).isFalse();
        assertThat(limits.tryAcquire("other", 0)).isTrue();
    }

    @Test
    void bucketIsRefilledAtRateAndNotBeyondBurst() {
        for (int i = 0; i < 3; i++) {
            limits.tryAcquire("one", 0);
        }
        assertThat(limits.tryAcquire("one", TimeUnit.MILLISECONDS.toNanos(4_999)))
                .isFalse();
        assertThat(limits.tryAcquire("one", TimeUnit.SECONDS.toNanos(6))).isTrue();
        long later = TimeUnit.HOURS.toNanos(1);
        for (int i = 0; i < 3; i++) {
            assertThat(limits.tryAcquire("one", later)).isTrue();
        }
        assertThat(limits.tryAcquire("one", later)).isFalse();
    }
}
