package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HandshakeLimitTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final HandshakeLimit limit = new HandshakeLimit(0);

    @Test
    void limitsEachAddress() {
        assertThat(taken("a", 1000, 0)).isEqualTo(HandshakeLimit.BURST);
        assertThat(taken("b", 1, 0)).isEqualTo(1);
        assertThat(taken("a", 1000, SECOND)).isEqualTo(HandshakeLimit.PER_SECOND);
    }

    @Test
    void limitsAllAddressesTogether() {
        int all = 0;
        for (int address = 0; address < 1_000; address++) {
            all += taken("stranger " + address, 10, 0);
        }
        assertThat(all).isEqualTo(1000);
        assertThat(taken("a", 100, SECOND)).isEqualTo(100);
    }

    private int taken(String origin, int tries, long now) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += limit.tryAcquire(origin, now) ? 1 : 0;
        }
        return taken;
    }
}
