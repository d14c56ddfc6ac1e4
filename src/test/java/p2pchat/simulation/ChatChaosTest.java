package p2pchat.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.simulation.ChatChecker.Coverage.GAP;
import static p2pchat.simulation.ChatChecker.Coverage.WAITING_AT_START;

import org.junit.jupiter.api.Test;

/**
 * Runs whole groups that chat under random faults (protocol 2.11). No acknowledged message may be lost, no message may
 * be shown twice or before one it follows, and all logs must be equal at the end. {@code -Dseeds=N} sets the number of
 * seeds; {@code -Dseed=S} runs one seed and prints its transcript.
 */
final class ChatChaosTest {

    private static final int SEEDS = Integer.getInteger("seeds", 500);

    private static final long FIRST_SEED = Long.getLong("first", 1);

    @Test
    void allLogsConverge() {
        Long seed = Long.getLong("seed");
        if (seed != null) {
            SeedRunner.assertPasses(new ChaosRun(seed, true));
            return;
        }
        SeedRunner.Summary summary = SeedRunner.run(FIRST_SEED, SEEDS, each -> new ChaosRun(each, true));
        System.out.println(SEEDS + " seeds, rare cases covered: " + summary.coverage());
        assertThat(summary.failures()).isEmpty();
        if (SEEDS >= 100) {
            assertThat(summary.coverage()).as("rare cases covered").containsKeys(GAP, WAITING_AT_START);
        }
    }
}
