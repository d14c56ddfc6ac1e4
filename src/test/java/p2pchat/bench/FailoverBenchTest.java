package p2pchat.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.bench.FailoverBench.Fault;

/** Tests the rounds and the output of the failover benchmark with a fake group. */
class FailoverBenchTest {

    private final List<String> calls = new ArrayList<>();
    private final List<String> output = new ArrayList<>();
    private Optional<Path> folder = Optional.empty();

    @Test
    void cutsAndHealsInEachRound() {
        run(2, new FakeGroup(true, true));

        assertThat(calls)
                .containsExactly(
                        "cut",
                        "await leader",
                        "heal",
                        "await agreement",
                        "cut",
                        "await leader",
                        "heal",
                        "await agreement",
                        "close");
        assertThat(folder)
                .hasValueSatisfying(path -> assertThat(Files.exists(path)).isFalse());
    }

    @Test
    void printsLinePerRoundAndSummary() {
        run(2, new FakeGroup(true, true));

        List<JsonObject> lines = output.stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1).get("round").getAsInt()).isEqualTo(2);
        assertThat(lines.get(2).get("fault").getAsString()).isEqualTo("cut");
        assertThat(lines.get(2).get("nodes").getAsInt()).isEqualTo(5);
        double slowest = Math.max(
                lines.get(0).get("ms").getAsDouble(), lines.get(1).get("ms").getAsDouble());
        assertThat(lines.get(2).get("maxMs").getAsDouble()).isEqualTo(slowest);
    }

    @Test
    void failsWithoutNewLeaderOrAgreement() {
        assertThatThrownBy(() -> run(2, new FakeGroup(false, true))).hasMessageContaining("do not follow a new leader");
        assertThatThrownBy(() -> run(2, new FakeGroup(true, false))).hasMessageContaining("do not agree");

        assertThat(output).isEmpty();
        assertThat(calls)
                .containsExactly(
                        "cut", "await leader", "close", "cut", "await leader", "heal", "await agreement", "close");
    }

    private void run(int rounds, PartitionableGroup group) {
        new FailoverBench(
                        5,
                        rounds,
                        Fault.CUT,
                        true,
                        (path, nodes) -> {
                            folder = Optional.of(path);
                            return group;
                        },
                        output::add)
                .run();
    }

    private final class FakeGroup implements PartitionableGroup {
        private final boolean leaderChanges;
        private final boolean agrees;

        private FakeGroup(boolean leaderChanges, boolean agrees) {
            this.leaderChanges = leaderChanges;
            this.agrees = agrees;
        }

        @Override
        public void cutLeader() {
            calls.add("cut");
        }

        @Override
        public boolean awaitNewLeader(Duration deadline) {
            calls.add("await leader");
            return leaderChanges;
        }

        @Override
        public void heal() {
            calls.add("heal");
        }

        @Override
        public boolean awaitAgreement(Duration deadline) {
            calls.add("await agreement");
            return agrees;
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }
}
