package p2pchat.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScreenWishesTest {

    private static final ScreenWishes NONE = ScreenWishes.NONE;

    private static ScreenWishes ui(Ui ui) {
        return new ScreenWishes(ui, false, Colouring.AUTO, Theme.AUTO, Keys.EMACS);
    }

    private static ScreenWishes colours(Colouring colours) {
        return new ScreenWishes(Ui.AUTO, false, colours, Theme.DARK, Keys.EMACS);
    }

    @Test
    void aTerminalIsDrawnOnUnlessItIsDumbOrNobodyWantsIt() {
        Map<String, String> terminal = Map.of("TERM", "xterm");
        assertThat(NONE.canDraw(terminal)).isTrue();
        assertThat(ui(Ui.PLAIN).canDraw(terminal)).isFalse();
        assertThat(ui(Ui.READER).canDraw(terminal)).isFalse();
        for (Map<String, String> dumb : List.of(Map.of("TERM", "dumb"), Map.of("TERM", ""), Map.<String, String>of())) {
            assertThat(NONE.canDraw(dumb)).as("%s", dumb).isFalse();
            assertThat(ui(Ui.INLINE).canDraw(dumb)).as("%s", dumb).isTrue();
        }
    }

    @Test
    void aTerminalIsColouredUnlessSomebodySaysNo() {
        assertThat(colours(Colouring.AUTO).onTerminal(Map.of())).isEqualTo(Theme.DARK);
        assertThat(colours(Colouring.AUTO).onTerminal(Map.of("NO_COLOR", ""))).isEqualTo(Theme.DARK);
        assertThat(colours(Colouring.AUTO).onTerminal(Map.of("NO_COLOR", "1"))).isEqualTo(Theme.MONO);
        assertThat(colours(Colouring.NEVER).onTerminal(Map.of())).isEqualTo(Theme.MONO);
        assertThat(colours(Colouring.ALWAYS).onTerminal(Map.of("NO_COLOR", "1")))
                .isEqualTo(Theme.DARK);
    }

    @Test
    void aPipeIsColouredOnlyWhereSomebodyWantsIt() {
        assertThat(colours(Colouring.AUTO).elsewhere(Map.of())).isEqualTo(Theme.MONO);
        assertThat(colours(Colouring.ALWAYS).elsewhere(Map.of())).isEqualTo(Theme.DARK);
        assertThat(colours(Colouring.AUTO).elsewhere(Map.of("CLICOLOR_FORCE", "1")))
                .isEqualTo(Theme.DARK);
        assertThat(colours(Colouring.AUTO).elsewhere(Map.of("CLICOLOR_FORCE", "0")))
                .isEqualTo(Theme.MONO);
        assertThat(colours(Colouring.AUTO).elsewhere(Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1")))
                .isEqualTo(Theme.MONO);
        assertThat(colours(Colouring.NEVER).elsewhere(Map.of("CLICOLOR_FORCE", "1")))
                .isEqualTo(Theme.MONO);
    }

    @Test
    void errorsAreColouredWhereAScreenWouldBe() {
        Map<String, String> terminal = Map.of("TERM", "xterm");
        assertThat(colours(Colouring.AUTO).ofErrors(terminal, true)).isEqualTo(Theme.DARK);
        assertThat(colours(Colouring.AUTO).ofErrors(terminal, false)).isEqualTo(Theme.MONO);
        assertThat(colours(Colouring.ALWAYS).ofErrors(terminal, false)).isEqualTo(Theme.DARK);
        assertThat(colours(Colouring.NEVER).ofErrors(terminal, true)).isEqualTo(Theme.MONO);
        assertThat(colours(Colouring.AUTO).ofErrors(Map.of("TERM", "dumb"), true))
                .isEqualTo(Theme.MONO);
        assertThat(colours(Colouring.AUTO).ofErrors(Map.of("TERM", "xterm", "NO_COLOR", "1"), true))
                .isEqualTo(Theme.MONO);
        assertThat(ui(Ui.PLAIN).ofErrors(terminal, true)).isEqualTo(Theme.MONO);
    }

    @Test
    void signsBeyondAsciiNeedALocaleOfUtf8AndATerminalThatHasThem() {
        assertThat(NONE.drawsAscii(Map.of("LANG", "de_DE.UTF-8"))).isFalse();
        assertThat(NONE.drawsAscii(Map.of("LANG", "C.utf8"))).isFalse();
        assertThat(NONE.drawsAscii(Map.of("LANG", "C"))).isTrue();
        assertThat(NONE.drawsAscii(Map.of())).isTrue();
        assertThat(NONE.drawsAscii(Map.of("LANG", "C", "LC_CTYPE", "en_US.UTF-8")))
                .isFalse();
        assertThat(NONE.drawsAscii(Map.of("LC_ALL", "POSIX", "LC_CTYPE", "en_US.UTF-8")))
                .isTrue();
        assertThat(NONE.drawsAscii(Map.of("LANG", "C.UTF-8", "TERM", "linux"))).isTrue();
        ScreenWishes ascii = new ScreenWishes(Ui.AUTO, true, Colouring.AUTO, Theme.AUTO, Keys.EMACS);
        assertThat(ascii.drawsAscii(Map.of("LANG", "C.UTF-8"))).isTrue();
    }
}
