package p2pchat.console;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.entered;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is new is told what to do, and who is not is left alone. */
class FirstRunsTest {

    private static final Look LOOK = new Look(false, false, Theme.MONO, true);

    @TempDir
    private Path folder;

    @Test
    void theFirstThreeRunsAreThoseOfSomebodyNew() {
        Path state = folder.resolve("state");
        for (int run = 1; run <= FirstRuns.MANY; run++) {
            assertThat(FirstRuns.isOne(state)).as("run %s", run).isTrue();
        }
        assertThat(FirstRuns.isOne(state)).isFalse();
        assertThat(FirstRuns.isOne(state)).isFalse();
    }

    @Test
    void whereNothingCanBeCountedNobodyIsToldForEver() throws IOException {
        Path occupied = Files.writeString(folder.resolve("file"), "no folder");
        assertThat(FirstRuns.isOne(occupied)).isFalse();
    }

    @Test
    void whoeverIsNewReadsWhatToDoOnceTheyAreIn() {
        assertThat(lines(new DrawnWording(LOOK, true)))
                .last()
                .isEqualTo("  type and press Enter · /help · Ctrl-D leaves");
        assertThat(lines(new DrawnWording(LOOK))).hasSize(1);
        assertThat(new DrawnWording(LOOK, true).hints(true))
                .containsExactly(
                        "  the same command in another terminal joins you",
                        "  type and press Enter · /help · Ctrl-D leaves");
    }

    private static List<String> lines(Wording wording) {
        return HumanRenderer.create(ZoneOffset.UTC, LocalDate.of(2026, 11, 22), wording)
                .render(OPS, entered())
                .lines();
    }
}
