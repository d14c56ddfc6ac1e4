package p2pchat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Runs whole groups under random faults (protocol 2.11). No run may violate a safety invariant, and every group must
 * converge. {@code -Dseeds=N} sets the number of seeds; {@code -Dseed=S} runs one seed and prints its transcript.
 */
final class ChaosTest {

    private static final Path HASH = Path.of("src/test/resources/transcripts/hash-of-100-seeds.txt");

    private static final int HASHED_SEEDS = 100;

    private static final int SEEDS = Integer.getInteger("seeds", 2_000);

    @Test
    void everySeedRecoversFromItsFaults() {
        Long seed = Long.getLong("seed");
        if (seed != null) {
            SeedRunner.assertPasses(new ChaosRun(seed, false));
            return;
        }
        SeedRunner.Summary summary = SeedRunner.run(1, SEEDS, each -> new ChaosRun(each, false));
        System.out.printf(
                "%d seeds, hash %d; recovery p50 %d ms, p99 %d ms, max %d ms%n",
                summary.runs(),
                summary.hash(),
                summary.percentile(50),
                summary.percentile(99),
                summary.percentile(100));
        assertThat(summary.failures()).isEmpty();
    }

    /** Fails if a collection iterates differently on another machine: the hash of the first seeds is stored. */
    @Test
    void sameSeedsGiveSameHash() throws IOException {
        String hash = SeedRunner.run(1, HASHED_SEEDS, each -> new ChaosRun(each, false))
                        .hash() + "\n";
        if (Boolean.getBoolean("rewrite")) {
            Files.writeString(HASH, hash);
        }
        assertThat(hash).isEqualTo(Files.readString(HASH));
    }
}
