package p2pchat.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PauseDetectorTest {

    private final PauseDetector pauses = new PauseDetector(Duration.ofMillis(250));

    @Test
    void checksInTimeOrALittleLateAreNoPause() {
        pauses.run(true, 0);
        assertThat(pauses.check(250)).isZero();
        assertThat(pauses.check(250 + 850)).isZero();
    }

    @Test
    void aLaterCheckIsAPauseOnce() { // H6
        pauses.run(true, 0);
        assertThat(pauses.check(851)).isEqualTo(601);
        assertThat(pauses.check(852)).isZero();
    }

    @Test
    void timeWithoutChecksIsNoPause() {
        assertThat(pauses.run(true, 0)).isTrue();
        assertThat(pauses.run(false, 100)).isFalse();
        pauses.run(true, 60_000);
        assertThat(pauses.check(60_250)).isZero();
    }

    @Test
    void runningOnDoesNotHideAPause() { // H6
        pauses.run(true, 0);
        pauses.run(true, 60_000);
        assertThat(pauses.check(60_000)).isPositive();
    }
}
