package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.newLeader;
import static p2pchat.console.Examples.rendered;
import static p2pchat.console.Examples.said;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.console.input.InputParser;
import p2pchat.console.render.ColorMode;
import p2pchat.console.render.DisplayMode;
import p2pchat.console.render.OutputFormat;
import p2pchat.console.render.Theme;
import p2pchat.model.LeaderChangeReason;

class ConsoleSetupTest {

    private static final Map<String, String> XTERM = Map.of("TERM", "xterm", "LANG", "C.UTF-8");
    private static final Map<String, String> DUMB = Map.of("TERM", "dumb", "LANG", "C.UTF-8");
    private static final DisplayPreferences NONE = DisplayPreferences.DEFAULT;

    @Test
    void usesInlineModeIfTerminalAllows() {
        assertThat(atTerminal(NONE, OutputFormat.HUMAN, XTERM))
                .isEqualTo(new FrontendChoice(true, true, InputParser.interactive()));
        assertThat(atTerminal(NONE, OutputFormat.HUMAN, DUMB))
                .isEqualTo(new FrontendChoice(false, true, InputParser.interactive()));
        assertThat(atTerminal(ui(DisplayMode.READER), OutputFormat.HUMAN, XTERM))
                .isEqualTo(new FrontendChoice(false, true, InputParser.interactive()));
    }

    @Test
    void recordsAtTerminalHaveNoPrompt() {
        for (OutputFormat output : List.of(OutputFormat.PLAIN, OutputFormat.JSON)) {
            assertThat(atTerminal(NONE, output, XTERM))
                    .as("%s", output)
                    .isEqualTo(new FrontendChoice(false, false, InputParser.interactive()));
        }
    }

    @Test
    void redirectedOutputStillUsesInlineMode() {
        assertThat(elsewhere(OutputFormat.JSON, XTERM, true))
                .isEqualTo(new FrontendChoice(true, false, InputParser.json()));
        assertThat(elsewhere(OutputFormat.PLAIN, DUMB, true))
                .isEqualTo(new FrontendChoice(false, false, InputParser.pipe(false)));
    }

    @Test
    void programSendsCommandsOrLines() {
        assertThat(elsewhere(OutputFormat.JSON, XTERM, false))
                .isEqualTo(new FrontendChoice(false, false, InputParser.json()));
        assertThat(elsewhere(OutputFormat.PLAIN, XTERM, false))
                .isEqualTo(new FrontendChoice(false, false, InputParser.pipe(false)));
        assertThat(elsewhere(OutputFormat.HUMAN, XTERM, false))
                .isEqualTo(new FrontendChoice(false, false, InputParser.pipe(false)));
        assertThat(FrontendChoice.of(NONE, environment(OutputFormat.PLAIN, false, true, XTERM), () -> false)
                        .parser())
                .isEqualTo(InputParser.pipe(true));
    }

    @Test
    void plainModeHasNoEscapeCodes() {
        DisplayPreferences always =
                new DisplayPreferences(DisplayMode.PLAIN, false, ColorMode.ALWAYS, Theme.AUTO, EditingMode.EMACS);
        assertThat(lines(always, environment(OutputFormat.HUMAN, true, false, XTERM)))
                .noneMatch(line -> line.contains("\u001b"))
                .anyMatch(line -> line.startsWith("⚑"));
        assertThat(lines(always, environment(OutputFormat.HUMAN, false, false, XTERM)))
                .as("a pipe honours the preferences")
                .anyMatch(line -> line.startsWith("\u001b[33m⚑"));
        assertThat(lines(ui(DisplayMode.READER), environment(OutputFormat.HUMAN, true, false, XTERM)))
                .as("screen reader mode has no icons")
                .noneMatch(line -> line.contains("⚑"))
                .anyMatch(line -> line.startsWith("notice: "));
        assertThat(lines(NONE, environment(OutputFormat.JSON, false, false, XTERM)))
                .allMatch(line -> line.startsWith("{"));
    }

    private static List<String> lines(DisplayPreferences preferences, ConsoleSetup.Environment environment) {
        return rendered(
                ConsoleSetup.renderer(preferences, environment),
                List.of(entered(), said(ALICE, 1, "hi"), newLeader(LeaderChangeReason.SILENT)));
    }

    /** An interactive session needs no terminal detection. */
    private static FrontendChoice atTerminal(
            DisplayPreferences preferences, OutputFormat output, Map<String, String> environment) {
        return FrontendChoice.of(preferences, environment(output, true, false, environment), () -> {
            throw new AssertionError("native code is loaded for nothing");
        });
    }

    private static FrontendChoice elsewhere(OutputFormat output, Map<String, String> environment, boolean sits) {
        return FrontendChoice.of(NONE, environment(output, false, false, environment), () -> sits);
    }

    private static DisplayPreferences ui(DisplayMode ui) {
        return new DisplayPreferences(ui, false, ColorMode.AUTO, Theme.AUTO, EditingMode.EMACS);
    }

    private static ConsoleSetup.Environment environment(
            OutputFormat output, boolean interactive, boolean paragraphs, Map<String, String> environment) {
        return new ConsoleSetup.Environment(
                "p2p-chat 1",
                OPS,
                Optional.empty(),
                output,
                interactive,
                paragraphs,
                ZoneOffset.UTC,
                Path.of("/state"),
                new FakeCipher("ann"),
                environment);
    }
}
