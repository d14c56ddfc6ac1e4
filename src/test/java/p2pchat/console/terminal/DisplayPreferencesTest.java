package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import p2pchat.console.render.ColorMode;
import p2pchat.console.render.DisplayMode;
import p2pchat.console.render.Theme;

class DisplayPreferencesTest {

    private static final DisplayPreferences NONE = DisplayPreferences.DEFAULT;

    private static DisplayPreferences ui(DisplayMode ui) {
        return new DisplayPreferences(ui, false, ColorMode.AUTO, Theme.AUTO, EditingMode.EMACS);
    }

    private static DisplayPreferences colours(ColorMode colours) {
        return new DisplayPreferences(DisplayMode.AUTO, false, colours, Theme.DARK, EditingMode.EMACS);
    }

    @Test
    void inlineModeNeedsCapableTerminal() {
        Map<String, String> terminal = Map.of("TERM", "xterm");
        assertThat(NONE.canDraw(terminal)).isTrue();
        assertThat(ui(DisplayMode.PLAIN).canDraw(terminal)).isFalse();
        assertThat(ui(DisplayMode.READER).canDraw(terminal)).isFalse();
        for (Map<String, String> dumb : List.of(Map.of("TERM", "dumb"), Map.of("TERM", ""), Map.<String, String>of())) {
            assertThat(NONE.canDraw(dumb)).as("%s", dumb).isFalse();
            assertThat(ui(DisplayMode.INLINE).canDraw(dumb)).as("%s", dumb).isTrue();
        }
    }

    @Test
    void terminalHasColorsUnlessDisabled() {
        assertThat(colours(ColorMode.AUTO).terminalTheme(Map.of())).isEqualTo(Theme.DARK);
        assertThat(colours(ColorMode.AUTO).terminalTheme(Map.of("NO_COLOR", "")))
                .isEqualTo(Theme.DARK);
        assertThat(colours(ColorMode.AUTO).terminalTheme(Map.of("NO_COLOR", "1")))
                .isEqualTo(Theme.MONO);
        assertThat(colours(ColorMode.NEVER).terminalTheme(Map.of())).isEqualTo(Theme.MONO);
        assertThat(colours(ColorMode.ALWAYS).terminalTheme(Map.of("NO_COLOR", "1")))
                .isEqualTo(Theme.DARK);
    }

    @Test
    void pipeHasColorsOnlyIfForced() {
        assertThat(colours(ColorMode.AUTO).pipeTheme(Map.of())).isEqualTo(Theme.MONO);
        assertThat(colours(ColorMode.ALWAYS).pipeTheme(Map.of())).isEqualTo(Theme.DARK);
        assertThat(colours(ColorMode.AUTO).pipeTheme(Map.of("CLICOLOR_FORCE", "1")))
                .isEqualTo(Theme.DARK);
        assertThat(colours(ColorMode.AUTO).pipeTheme(Map.of("CLICOLOR_FORCE", "0")))
                .isEqualTo(Theme.MONO);
        assertThat(colours(ColorMode.AUTO).pipeTheme(Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1")))
                .isEqualTo(Theme.MONO);
        assertThat(colours(ColorMode.NEVER).pipeTheme(Map.of("CLICOLOR_FORCE", "1")))
                .isEqualTo(Theme.MONO);
    }

    @Test
    void errorsHaveColorsLikeScreen() {
        Map<String, String> terminal = Map.of("TERM", "xterm");
        assertThat(colours(ColorMode.AUTO).errorTheme(terminal, true)).isEqualTo(Theme.DARK);
        assertThat(colours(ColorMode.AUTO).errorTheme(terminal, false)).isEqualTo(Theme.MONO);
        assertThat(colours(ColorMode.ALWAYS).errorTheme(terminal, false)).isEqualTo(Theme.DARK);
        assertThat(colours(ColorMode.NEVER).errorTheme(terminal, true)).isEqualTo(Theme.MONO);
        assertThat(colours(ColorMode.AUTO).errorTheme(Map.of("TERM", "dumb"), true))
                .isEqualTo(Theme.MONO);
        assertThat(colours(ColorMode.AUTO).errorTheme(Map.of("TERM", "xterm", "NO_COLOR", "1"), true))
                .isEqualTo(Theme.MONO);
        assertThat(ui(DisplayMode.PLAIN).errorTheme(terminal, true)).isEqualTo(Theme.MONO);
    }

    @Test
    void unicodeNeedsUtf8LocaleAndCapableTerminal() {
        assertThat(NONE.usesAscii(Map.of("LANG", "de_DE.UTF-8"))).isFalse();
        assertThat(NONE.usesAscii(Map.of("LANG", "C.utf8"))).isFalse();
        assertThat(NONE.usesAscii(Map.of("LANG", "C"))).isTrue();
        assertThat(NONE.usesAscii(Map.of())).isTrue();
        assertThat(NONE.usesAscii(Map.of("LANG", "C", "LC_CTYPE", "en_US.UTF-8")))
                .isFalse();
        assertThat(NONE.usesAscii(Map.of("LC_ALL", "POSIX", "LC_CTYPE", "en_US.UTF-8")))
                .isTrue();
        assertThat(NONE.usesAscii(Map.of("LANG", "C.UTF-8", "TERM", "linux"))).isTrue();
        DisplayPreferences ascii =
                new DisplayPreferences(DisplayMode.AUTO, true, ColorMode.AUTO, Theme.AUTO, EditingMode.EMACS);
        assertThat(ascii.usesAscii(Map.of("LANG", "C.UTF-8"))).isTrue();
    }
}
