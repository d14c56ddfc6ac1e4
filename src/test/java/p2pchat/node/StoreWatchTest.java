package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A store that hangs is noticed in two seconds (public 6). */
class StoreWatchTest {

    private final StoreWatch watch = new StoreWatch();

    @Test
    void noticesOperationThatHangs() {
        for (int tick = 0; tick < 8; tick++) {
            assertThat(watch.tick(7)).as("tick " + tick).isEmpty();
        }
        assertThat(watch.tick(7)).contains(true);
        assertThat(watch.tick(7)).isEmpty();
        assertThat(watch.tick(8)).contains(false);
        assertThat(watch.tick(0)).isEmpty();
    }

    @Test
    void toleratesIdleAndBusyStores() {
        for (long tick = 0; tick < 100; tick++) {
            assertThat(watch.tick(0)).isEmpty();
        }
        for (long operation = 1; operation < 100; operation++) {
            assertThat(watch.tick(operation)).isEmpty();
            assertThat(watch.tick(operation)).isEmpty();
        }
    }
}
