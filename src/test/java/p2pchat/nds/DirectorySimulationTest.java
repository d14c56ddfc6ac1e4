package p2pchat.nds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Random histories. {@code -Dseeds=200000} runs more of them, {@code -Dseed=7} a single one. */
class DirectorySimulationTest {

    @Test
    void grantsNoEpochOrIdTwice() { // I7, H5, H7
        Long only = Long.getLong("seed");
        long first = only == null ? 0 : only;
        long last = only == null ? Long.getLong("seeds", 2_000) : only + 1;
        long grants = 0;
        for (long seed = first; seed < last; seed++) {
            try {
                grants += new SimulatedDirectoryHistory(seed).run();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
        assertThat(grants).as("leaderships per history").isGreaterThan(3 * (last - first));
    }
}
