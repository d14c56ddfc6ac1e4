package p2pchat.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The benchmarks of chat with real processes, for a moment each: that they run, and notice when they must not. */
@Tag("long")
class LoadBenchTest {

    private static final LoadProfile MOMENT = new LoadProfile(2, 2, 200, Duration.ofSeconds(1), Duration.ofSeconds(1));

    private final List<String> said = new ArrayList<>();

    @Test
    void aGroupUnderLoadStoresSomething() {
        new ThroughputBench(MOMENT, true, said::add).run();

        assertThat(line().get("storedPerSecond").getAsDouble()).isPositive();
        assertThat(line().get("cpuMicros").getAsDouble()).isPositive();
    }

    @Test
    void aPipeIsReadToItsEnd() {
        new PipeBench(MOMENT, true, said::add).run();

        assertThat(line().get("linesPerSecond").getAsDouble()).isPositive();
    }

    @Test
    void eachMessageOfALatencyRunIsTimed() {
        new LatencyBench(MOMENT, 50, true, said::add).run();

        assertThat(line().get("messages").getAsInt()).isGreaterThan(10);
        assertThat(line().get("p50Ms").getAsDouble())
                .isLessThanOrEqualTo(line().get("maxMs").getAsDouble());
    }

    @Test
    void aMemberThatWasAwayGetsEverything() {
        new CatchupBench(MOMENT, 100, CatchupBench.Absence.KILL, true, said::add).run();

        assertThat(line().get("messages").getAsInt()).isEqualTo(100);
        assertThat(line().get("msSinceReturn").getAsDouble())
                .isGreaterThan(line().get("ms").getAsDouble());
    }

    @Test
    void aNodeThatDiesSpoilsTheMeasurement() {
        try (LoadGroup fleet = LoadGroup.start(2)) {
            fleet.node(2).kill();

            assertThatThrownBy(() -> fleet.letPass(Duration.ofSeconds(10))).hasMessageContaining("n2 died");
        }
    }

    private JsonObject line() {
        assertThat(said).hasSize(1);
        return JsonParser.parseString(said.get(0)).getAsJsonObject();
    }
}
