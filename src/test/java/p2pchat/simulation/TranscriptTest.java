package p2pchat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares the run of each hazard scenario with its golden transcript. {@code -Drewrite=true} rewrites the transcripts;
 * commit a change only if you can explain it.
 */
final class TranscriptTest {

    private static final Path FOLDER = Path.of("src/test/resources/transcripts");

    @TestFactory
    Stream<DynamicTest> everyHazardMatchesItsTranscript() {
        return HazardScenarios.ALL.stream()
                .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> compare(scenario)));
    }

    private static void compare(HazardScenarios.HazardScenario scenario) {
        SimulatedGroup group = new SimulatedGroup(
                1, scenario.size(), scenario.latecomers(), Profile.BALANCED, scenario.chatting(), true);
        group.startAll();
        group.run(2_000);
        group.world.note(() -> "-- the scenario begins");
        scenario.script().accept(group);
        String actual = scenario.expectation() + "\n\n" + group.world.transcript();
        Path file = FOLDER.resolve(scenario.name() + ".txt");
        try {
            if (Boolean.getBoolean("rewrite")) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, actual);
            }
            assertThat(actual).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
