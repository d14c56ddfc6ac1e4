package p2pchat.console.terminal;

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
import p2pchat.console.render.HumanRenderer;
import p2pchat.console.render.MessageStyle;
import p2pchat.console.render.OnboardingHints;
import p2pchat.console.render.Punctuation;
import p2pchat.console.render.Renderer;
import p2pchat.console.render.TerminalStyle;
import p2pchat.console.render.TextStyle;
import p2pchat.console.render.Theme;
import p2pchat.model.Address;

/** Hints for new users. */
class FirstRunCounterTest {

    private static final TextStyle LOOK = new TextStyle(false, false, Theme.MONO, true);

    @TempDir
    private Path folder;

    @Test
    void firstThreeRunsCount() {
        Path state = folder.resolve("state");
        for (int run = 1; run <= FirstRunCounter.FIRST_RUNS; run++) {
            assertThat(FirstRunCounter.countRun(state)).as("run %s", run).isTrue();
        }
        assertThat(FirstRunCounter.countRun(state)).isFalse();
        assertThat(FirstRunCounter.countRun(state)).isFalse();
    }

    @Test
    void noHintsIfRunsCannotBeCounted() throws IOException {
        Path occupied = Files.writeString(folder.resolve("file"), "no folder");
        assertThat(FirstRunCounter.countRun(occupied)).isFalse();
    }

    @Test
    void newUserGetsHintsAfterJoining() {
        assertThat(lines(new TerminalStyle(LOOK, OnboardingHints.of(Optional.empty()))))
                .last()
                .isEqualTo("  type and press Enter · /help · Ctrl-D quits");
        assertThat(lines(new TerminalStyle(LOOK))).hasSize(1);
    }

    @Test
    void loneUserGetsCommandForAnotherTerminal() {
        assertThat(OnboardingHints.of(Optional.empty()).lines(OPS, true, Punctuation.UNICODE))
                .containsExactly(
                        "  join from another terminal: ./p2p-chat node --group ops",
                        "  type and press Enter · /help · Ctrl-D quits");
        assertThat(OnboardingHints.of(Optional.of(new Address("10.0.0.5", 4_700)))
                        .lines(OPS, true, Punctuation.UNICODE))
                .contains("  join from another terminal or machine: ./p2p-chat node --group ops --nds 10.0.0.5:4700");
        assertThat(OnboardingHints.of(Optional.of(new Address("127.0.0.1", 4_800)))
                        .lines(OPS, true, Punctuation.UNICODE))
                .contains("  join from another terminal: ./p2p-chat node --group ops --nds 127.0.0.1:4800");
    }

    @Test
    void hintsAreNotRepeatedOnRejoin() {
        Renderer renderer = renderer(new TerminalStyle(LOOK, OnboardingHints.of(Optional.empty())));
        Renderer.Rendering first = renderer.render(OPS, entered());
        assertThat(first.lines()).hasSize(2);
        assertThat(first.next().render(OPS, entered()).lines()).hasSize(1);
    }

    private static List<String> lines(MessageStyle style) {
        return renderer(style).render(OPS, entered()).lines();
    }

    private static Renderer renderer(MessageStyle style) {
        return HumanRenderer.create(ZoneOffset.UTC, LocalDate.of(2026, 11, 22), style);
    }
}
