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

/** What the bench does with a group whose leader it can cut off, and what it says of it. */
class FailoverBenchTest {

    private final List<String> done = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private Optional<Path> folder = Optional.empty();

    @Test
    void eachRoundCutsTheLeaderUntilItIsReplacedAndHealsUntilAllAgree() {
        run(2, new HandGroup(true, true));

        assertThat(done)
                .containsExactly("cut", "replaced?", "heal", "agreed?", "cut", "replaced?", "heal", "agreed?", "close");
        assertThat(folder)
                .hasValueSatisfying(path -> assertThat(Files.exists(path)).isFalse());
    }

    @Test
    void aLineForEachRoundAndOneForAll() {
        run(2, new HandGroup(true, true));

        List<JsonObject> lines = said.stream()
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
    void aGroupThatStaysWithItsLeaderOrDoesNotHealIsNoMeasurement() {
        assertThatThrownBy(() -> run(2, new HandGroup(false, true))).hasMessageContaining("no other leader");
        assertThatThrownBy(() -> run(2, new HandGroup(true, false))).hasMessageContaining("after the heal");

        assertThat(said).isEmpty();
        assertThat(done).containsExactly("cut", "replaced?", "close", "cut", "replaced?", "heal", "agreed?", "close");
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
                        said::add)
                .run();
    }

    private final class HandGroup implements PartitionableGroup {
        private final boolean replaced;
        private final boolean agreed;

        private HandGroup(boolean replaced, boolean agreed) {
            this.replaced = replaced;
            this.agreed = agreed;
        }

        @Override
        public void cutLeader() {
            done.add("cut");
        }

        @Override
        public boolean replaced(Duration deadline) {
            done.add("replaced?");
            return replaced;
        }

        @Override
        public void heal() {
            done.add("heal");
        }

        @Override
        public boolean agreed(Duration deadline) {
            done.add("agreed?");
            return agreed;
        }

        @Override
        public void close() {
            done.add("close");
        }
    }
}
