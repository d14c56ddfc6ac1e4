package p2pchat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Whole groups that chat under chaos. {@code -Dseeds=N} runs more, {@code -Dseed=S} one, with its transcript.
 *
 * <p>Goal: nothing that was acknowledged is lost, nothing is shown twice or before what it follows, and all logs are
 * equal in the end. Method: protocol 2.11.
 */
final class ChatChaosTest {

    private static final int SEEDS = Integer.getInteger("seeds", 500);

    private static final long FIRST = Long.getLong("first", 1);

    @Test
    void allLogsConverge() {
        Long one = Long.getLong("seed");
        if (one != null) {
            ChaosRun chaos = new ChaosRun(one, true);
            ChaosRun.Outcome outcome = chaos.run(chaos.script, true);
            assertThat(outcome.failure())
                    .as(outcome.transcript() + SeedRunner.format(chaos.script))
                    .isEmpty();
            return;
        }
        SeedRunner.Summary summary = SeedRunner.run(FIRST, SEEDS, true);
        System.out.println("in " + SEEDS + " seeds " + summary.coverage());
        assertThat(summary.failures()).isEmpty();
        if (SEEDS >= 100) {
            assertThat(summary.coverage())
                    .as("what was put to the test")
                    .containsOnlyKeys(ChatChecker.Coverage.values());
        }
    }
}
