package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeepaliveLimiterTest {

    private long now = Long.MAX_VALUE - 5; // such a clock may begin anywhere, and runs over

    @Test
    void allowsFirstThenOneEveryFiftyMilliseconds() {
        KeepaliveLimiter pulse = new KeepaliveLimiter(() -> now);
        int told = 0;
        for (int millis = 0; millis < 1_000; millis++) {
            boolean due = pulse.tryAcquire();
            assertThat(due || millis > 0).as("the first").isTrue();
            told += due ? 1 : 0;
            now += TimeUnit.MILLISECONDS.toNanos(1);
        }
        assertThat(told).isEqualTo(20);
    }
}
