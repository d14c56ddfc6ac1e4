package p2pchat.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.simulation.ChatChecker.Coverage.FORGED;
import static p2pchat.simulation.ChatChecker.Coverage.FORKED;

import org.junit.jupiter.api.Test;

/**
 * Runs whole groups that chat under random faults, in which one member is not honest (protocol 2.11). All invariants hold
 * for the others. {@code -Dseeds=N} sets the number of seeds; {@code -Dseed=S} runs one seed and prints its transcript.
 */
final class ByzantineTest {

    private static final int SEEDS = Integer.getInteger("seeds", 500);

    private static final long FIRST_SEED = Long.getLong("first", 1);

    @Test
    void honestMembersAgree() {
        Long seed = Long.getLong("seed");
        if (seed != null) {
            SeedRunner.assertPasses(ChaosRun.byzantine(seed));
            return;
        }
        SeedRunner.Summary summary = SeedRunner.run(FIRST_SEED, SEEDS, ChaosRun::byzantine);
        System.out.println(SEEDS + " seeds, rare cases covered: " + summary.coverage());
        assertThat(summary.failures()).isEmpty();
        if (SEEDS >= 500) {
            assertThat(summary.coverage()).containsKeys(FORGED, FORKED);
        }
    }
}
