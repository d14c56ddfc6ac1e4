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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.model.Address;
import p2pchat.model.NetworkName;

/** Who is new is told what to do, and who is not is left alone. */
class FirstRunsTest {

    private static final Look LOOK = new Look(false, false, Theme.MONO, true);

    private static final NetworkName DINNER = new NetworkName("dinner");

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
        assertThat(lines(new DrawnWording(LOOK, Hints.of(Optional.empty()))))
                .last()
                .isEqualTo("  type and press Enter · /help · Ctrl-D leaves");
        assertThat(lines(new DrawnWording(LOOK))).hasSize(1);
    }

    @Test
    void whoeverIsAloneReadsTheCommandThatBringsSomebody() {
        assertThat(Hints.of(Optional.empty()).lines(OPS, true))
                .containsExactly(
                        "  another terminal here: ./p2p-chat node --group ops",
                        "  type and press Enter · /help · Ctrl-D leaves");
        assertThat(Hints.of(Optional.of(new Address("10.0.0.5", 4_700))).lines(OPS, true))
                .contains(
                        "  another terminal, here or on another machine: ./p2p-chat node --group ops --nds 10.0.0.5:4700");
        assertThat(Hints.of(Optional.of(new Address("127.0.0.1", 4_800))).lines(OPS, true))
                .contains("  another terminal here: ./p2p-chat node --group ops --nds 127.0.0.1:4800");
    }

    @Test
    void itIsSaidOfEachNetworkOnce() {
        Hints first = Hints.of(Optional.empty());
        assertThat(first.knowing(OPS).lines(OPS, true)).isEmpty();
        assertThat(first.knowing(OPS).lines(DINNER, true))
                .containsExactly("  another terminal here: ./p2p-chat node --group dinner");
        assertThat(first.knowing(OPS).lines(DINNER, false)).isEmpty();
        Hints many = first;
        for (int i = 0; i <= Rooms.MOST; i++) {
            many = many.knowing(new NetworkName("n" + i));
        }
        assertThat(many).isEqualTo(Hints.NONE);
    }

    @Test
    void whoeverComesBackKnowsIt() {
        Renderer renderer = renderer(new DrawnWording(LOOK, Hints.of(Optional.empty())));
        Renderer.Rendering first = renderer.render(OPS, entered());
        assertThat(first.lines()).hasSize(2);
        assertThat(first.next().render(OPS, entered()).lines()).hasSize(1);
    }

    private static List<String> lines(Wording wording) {
        return renderer(wording).render(OPS, entered()).lines();
    }

    private static Renderer renderer(Wording wording) {
        return HumanRenderer.create(ZoneOffset.UTC, LocalDate.of(2026, 11, 22), wording);
    }
}
