package p2pchat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Runs whole groups that chat under random faults while members are restricted, each node learning of it at another time
 * (protocol 2.13). All logs must be equal at the end. {@code -Dseeds=N} sets the number of seeds; {@code -Dseed=S} runs one
 * seed and prints its transcript.
 */
final class RestrictionChaosTest {

    private static final int SEEDS = Integer.getInteger("seeds", 200);

    private static final long FIRST_SEED = Long.getLong("first", 1);

    @Test
    void logsConvergeAlthoughNodesLearnAtDifferentTimes() {
        Long seed = Long.getLong("seed");
        if (seed != null) {
            SeedRunner.assertPasses(ChaosRun.restricted(seed));
            return;
        }
        assertThat(SeedRunner.run(FIRST_SEED, SEEDS, ChaosRun::restricted).failures())
                .isEmpty();
    }
}
