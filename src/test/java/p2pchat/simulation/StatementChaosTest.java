package p2pchat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Runs whole groups under random faults in which members remove others and make them readers (protocol 2.13). {@code
 * -Dseeds=N} sets the number of seeds; {@code -Dseed=S} runs one seed and prints its transcript.
 */
final class StatementChaosTest {

    private static final int SEEDS = Integer.getInteger("seeds", 1_000);

    private static final long FIRST_SEED = Long.getLong("first", 1);

    /** Nobody follows a leader that may not lead, the removed are in no view, and the group converges. */
    @Test
    void dismissedNodesNeitherLeadNorStay() {
        Long seed = Long.getLong("seed");
        if (seed != null) {
            SeedRunner.assertPasses(ChaosRun.stating(seed));
            return;
        }
        SeedRunner.Summary summary = SeedRunner.run(FIRST_SEED, SEEDS, ChaosRun::stating);
        System.out.printf(
                "%d seeds, recovery p50 %d ms, p99 %d ms, max %d ms%n",
                SEEDS, summary.percentile(50), summary.percentile(99), summary.percentile(100));
        assertThat(summary.failures()).isEmpty();
    }
}
