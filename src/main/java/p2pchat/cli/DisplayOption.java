package p2pchat.cli;

import p2pchat.console.render.ColorMode;
import p2pchat.console.render.DisplayMode;
import p2pchat.console.render.Theme;
import p2pchat.console.terminal.DisplayPreferences;
import p2pchat.console.terminal.EditingMode;
import picocli.CommandLine.Option;

/** Options for the display of a conversation and for the input line. */
final class DisplayOption {

    @Option(
            names = "--ui",
            order = 14,
            paramLabel = "UI",
            description = "auto, inline, plain, or reader (for screen readers).")
    private DisplayMode ui = DisplayMode.AUTO;

    @Option(names = "--ascii", order = 15, description = "Use ASCII characters only.")
    private boolean ascii;

    @Option(names = "--color", order = 16, paramLabel = "WHEN", description = "auto, always or never.")
    private ColorMode colours = ColorMode.AUTO;

    @Option(
            names = "--theme",
            order = 54,
            hidden = true,
            paramLabel = "THEME",
            description = "auto, dark, light, mono, or safe (blue and orange).")
    private Theme theme = Theme.AUTO;

    @Option(names = "--keys", order = 55, hidden = true, paramLabel = "KEYS", description = "emacs or vi.")
    private EditingMode keys = EditingMode.EMACS;

    DisplayPreferences preferences() {
        return new DisplayPreferences(ui, ascii, colours, theme, keys);
    }
}
