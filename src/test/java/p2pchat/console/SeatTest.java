package p2pchat.console;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.newLeader;
import static p2pchat.console.Examples.said;
import static p2pchat.console.Examples.told;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where somebody sits, by what is known of the surroundings. */
class SeatTest {

    private static final Map<String, String> XTERM = Map.of("TERM", "xterm", "LANG", "C.UTF-8");
    private static final Map<String, String> DUMB = Map.of("TERM", "dumb", "LANG", "C.UTF-8");
    private static final ScreenWishes NONE = ScreenWishes.NONE;

    @Test
    void aPersonAtATerminalIsDrawnForWhereThatIsPossible() {
        assertThat(atTerminal(NONE, Output.HUMAN, XTERM)).isEqualTo(new Seating(true, true, Reading.typed()));
        assertThat(atTerminal(NONE, Output.HUMAN, DUMB)).isEqualTo(new Seating(false, true, Reading.typed()));
        assertThat(atTerminal(ui(Ui.READER), Output.HUMAN, XTERM)).isEqualTo(new Seating(false, true, Reading.typed()));
    }

    @Test
    void whoeverWantsRecordsAtATerminalTypesAndIsShownNoPrompt() {
        for (Output output : List.of(Output.PLAIN, Output.JSON)) {
            assertThat(atTerminal(NONE, output, XTERM))
                    .as("%s", output)
                    .isEqualTo(new Seating(false, false, Reading.typed()));
        }
    }

    @Test
    void withTheOutputRedirectedAPersonIsDrawnForAllTheSame() {
        assertThat(elsewhere(Output.JSON, XTERM, true)).isEqualTo(new Seating(true, false, Reading.commands()));
        assertThat(elsewhere(Output.PLAIN, DUMB, true)).isEqualTo(new Seating(false, false, Reading.piped(false)));
    }

    @Test
    void aProgramSendsCommandsOrLines() {
        assertThat(elsewhere(Output.JSON, XTERM, false)).isEqualTo(new Seating(false, false, Reading.commands()));
        assertThat(elsewhere(Output.PLAIN, XTERM, false)).isEqualTo(new Seating(false, false, Reading.piped(false)));
        assertThat(elsewhere(Output.HUMAN, XTERM, false)).isEqualTo(new Seating(false, false, Reading.piped(false)));
        assertThat(Seating.of(NONE, place(Output.PLAIN, false, true, XTERM), () -> false)
                        .reading())
                .isEqualTo(Reading.piped(true));
    }

    @Test
    void aTerminalThatIsNotDrawnOnGetsNoCodesWhateverIsWished() {
        ScreenWishes always = new ScreenWishes(Ui.PLAIN, false, Colouring.ALWAYS, Theme.AUTO, Keys.EMACS);
        assertThat(lines(always, place(Output.HUMAN, true, false, XTERM)))
                .noneMatch(line -> line.contains("\u001b"))
                .anyMatch(line -> line.startsWith("⚑"));
        assertThat(lines(always, place(Output.HUMAN, false, false, XTERM)))
                .as("a pipe gets what is wished")
                .anyMatch(line -> line.startsWith("\u001b[33m⚑"));
        assertThat(lines(ui(Ui.READER), place(Output.HUMAN, true, false, XTERM)))
                .as("the reader draws no sign")
                .noneMatch(line -> line.contains("⚑"))
                .anyMatch(line -> line.startsWith("notice: "));
        assertThat(lines(NONE, place(Output.JSON, false, false, XTERM))).allMatch(line -> line.startsWith("{"));
    }

    private static List<String> lines(ScreenWishes wishes, Seat.Place place) {
        return told(Seat.renderer(wishes, place), List.of(entered(), said(ALICE, 1, "hi"), newLeader("silent")));
    }

    /** Whoever types at a terminal is not looked for. */
    private static Seating atTerminal(ScreenWishes wishes, Output output, Map<String, String> environment) {
        return Seating.of(wishes, place(output, true, false, environment), () -> {
            throw new AssertionError("native code is loaded for nothing");
        });
    }

    private static Seating elsewhere(Output output, Map<String, String> environment, boolean sits) {
        return Seating.of(NONE, place(output, false, false, environment), () -> sits);
    }

    private static ScreenWishes ui(Ui ui) {
        return new ScreenWishes(ui, false, Colouring.AUTO, Theme.AUTO, Keys.EMACS);
    }

    private static Seat.Place place(
            Output output, boolean interactive, boolean paragraphs, Map<String, String> environment) {
        return new Seat.Place(
                "p2p-chat 1",
                OPS,
                Optional.empty(),
                output,
                interactive,
                paragraphs,
                ZoneOffset.UTC,
                Path.of("/state"),
                environment);
    }
}
