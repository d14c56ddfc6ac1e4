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
 * Golden transcripts: how a group lives through each hazard, word for word. {@code -Drewrite=true} writes them anew; commit
 * a change only if you understand it.
 */
final class TranscriptTest {

    private static final Path FOLDER = Path.of("src/test/resources/transcripts");

    @TestFactory
    Stream<DynamicTest> everyHazardMatchesItsTranscript() {
        return HazardScenarios.ALL.stream().map(story -> DynamicTest.dynamicTest(story.name(), () -> compare(story)));
    }

    private static void compare(HazardScenarios.HazardScenario story) {
        SimulatedGroup group =
                new SimulatedGroup(1, story.size(), story.latecomers(), Profile.BALANCED, story.chatting(), true);
        group.startAll();
        group.run(2_000);
        group.world.note(() -> "-- the story begins");
        story.script().accept(group);
        String told = story.expectation() + "\n\n" + group.world.transcript();
        Path file = FOLDER.resolve(story.name() + ".txt");
        try {
            if (Boolean.getBoolean("rewrite")) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, told);
            }
            assertThat(told).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
