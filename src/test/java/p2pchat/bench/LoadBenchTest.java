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

/** Runs each load benchmark briefly with real processes. */
@Tag("long")
class LoadBenchTest {

    private static final LoadProfile SHORT = new LoadProfile(2, 2, 200, Duration.ofSeconds(1), Duration.ofSeconds(1));

    private final List<String> output = new ArrayList<>();

    @Test
    void measuresThroughput() {
        new ThroughputBench(SHORT, true, output::add).run();

        assertThat(line().get("storedPerSecond").getAsDouble()).isPositive();
        assertThat(line().get("cpuMicros").getAsDouble()).isPositive();
    }

    @Test
    void readsPipeToEnd() {
        new PipeBench(SHORT, true, output::add).run();

        assertThat(line().get("linesPerSecond").getAsDouble()).isPositive();
    }

    @Test
    void measuresLatencyOfEachMessage() {
        new LatencyBench(SHORT, 50, true, output::add).run();

        assertThat(line().get("messages").getAsInt()).isGreaterThan(10);
        assertThat(line().get("p50Ms").getAsDouble())
                .isLessThanOrEqualTo(line().get("maxMs").getAsDouble());
    }

    @Test
    void returningMemberGetsAllMessages() {
        new CatchupBench(SHORT, 100, CatchupBench.Absence.KILL, true, output::add).run();

        assertThat(line().get("messages").getAsInt()).isEqualTo(100);
        assertThat(line().get("msSinceReturn").getAsDouble())
                .isGreaterThan(line().get("ms").getAsDouble());
    }

    @Test
    void failsIfNodeDies() {
        try (LoadGroup group = LoadGroup.start(2)) {
            group.node(2).kill();

            assertThatThrownBy(() -> group.waitWhileAlive(Duration.ofSeconds(10)))
                    .hasMessageContaining("n2 died");
        }
    }

    private JsonObject line() {
        assertThat(output).hasSize(1);
        return JsonParser.parseString(output.get(0)).getAsJsonObject();
    }
}
